// A real GDB with the emulated chip: the test image of ../native is stopped in its C code, looked at, stepped, changed, let go. Skipped, and
// counted as skipped, where there is no gdb-multiarch or no compiler for the image.
import { spawn, spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { GdbServer } from '../../host-tools/gdb/server';
import { buildElf } from '../native/build';
import { describeNative } from '../native/describe-native';
import { Op } from '../native/mailbox';
import { NativeBoard } from '../native/native-board';

const GDB = 'gdb-multiarch';
const hasGdb = spawnSync(GDB, ['--version']).status === 0;
const PROMPT_MS = 120_000;

/** Runs GDB's commands while `meanwhile` goes on. @returns what GDB printed */
async function gdb(commands: readonly string[]): Promise<string> {
  const options = ['-batch', '-nx', '-iex', 'set debuginfod enabled off', ...commands.flatMap((one) => ['-ex', one])];
  const child = spawn(GDB, [...options, buildElf()], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  await new Promise((resolve) => child.on('close', resolve));
  return text;
}

describeNative('a session of gdb', () => {
  it.skipIf(!hasGdb)(
    `with ${GDB}: breakpoint, backtrace, memory, step, finish, detach`,
    { timeout: PROMPT_MS },
    async () => {
      const native = new NativeBoard();
      await native.powerOn();
      const server = new GdbServer({ board: native.board, port: 0 });
      await server.listen();
      let isOver = false;
      const session = gdb([
        `target remote 127.0.0.1:${server.port}`,
        'break mailbox_serve',
        'continue',
        'backtrace 2',
        'print mailbox.operation',
        'break on_gate',
        'continue',
        'info symbol $pc',
        'print operation',
        'stepi',
        'next',
        'set var mailbox.arguments[1] = 0x1234',
        'print/x mailbox.arguments[1]',
        'delete',
        'finish',
        'print $primask',
        'detach',
      ]).finally(() => {
        isOver = true;
      });
      let isHeldAtFirst = false;
      while (!native.board.debug.isAttached && !isOver) await new Promise((resolve) => setTimeout(resolve, 10));
      isHeldAtFirst = native.board.debug.held !== undefined;
      const { result } = await native.ask(Op.gateIsOn);
      while (!isOver) await new Promise((resolve) => setTimeout(resolve, 10));
      const text = await session;
      await server.close();
      expect(isHeldAtFirst).toBe(true);
      expect(text).toMatch(/Breakpoint 1, (0x[0-9a-f]+ in )?mailbox_serve \(\)/);
      expect(text).toMatch(/#0 +(0x[0-9a-f]+ in )?mailbox_serve \(\)[^#]*\n#1 /);
      expect(text).toContain(`= ${Op.gateIsOn}`);
      expect(text).toMatch(/mailbox_serve|on_gate/);
      expect(text).toContain('= 0x1234');
      expect(text).toMatch(/\[Inferior 1 .*detached\]/);
      expect(result, 'and the image did what it was asked').toBe(0);
      expect(native.violations()).toEqual([]);
      native.close();
    },
  );
});
