// The port of the debugger: one session at a time, on this machine alone, and a core that goes on when the session ends.
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { packetOf } from '../../host-tools/gdb/packet';
import { GdbServer } from '../../host-tools/gdb/server';
import { BoardBench } from '../rp2040/bench';

let server: GdbServer | undefined;
afterEach(() => server?.close());

async function listening(): Promise<{ bench: BoardBench; sessions: boolean[] }> {
  const bench = new BoardBench();
  const sessions: boolean[] = [];
  server = new GdbServer({ board: bench.board, port: 0, onSession: (isOpen) => sessions.push(isOpen) });
  await server.listen();
  return { bench, sessions };
}

const session = (): Socket => connect(server!.port, '127.0.0.1');
const said = (socket: Socket): Promise<string> =>
  new Promise((resolve) => socket.once('data', (data) => resolve(data.toString('latin1'))));
const closed = (socket: Socket): Promise<unknown> =>
  new Promise((resolve) => socket.once('error', () => {}).once('close', resolve));

it('holds the core for a session, and lets it go when the session breaks off', async () => {
  const { bench, sessions } = await listening();
  const socket = session();
  socket.write(packetOf('?'));
  expect(await said(socket)).toBe('+$S05#b8');
  expect(bench.board.debug.held).toBeDefined();
  const running = bench.cycles(100);
  socket.destroy();
  await running;
  expect(sessions).toEqual([true, false]);
  expect(bench.board.debug.isAttached).toBe(false);
});

it('turns a second session away, and takes one after the first', async () => {
  await listening();
  const first = session();
  first.write(packetOf('?'));
  await said(first);
  await closed(session());
  first.write(packetOf('qC'));
  expect(await said(first)).toContain('$QC1#');
  first.destroy();
  await closed(first);
  await expect
    .poll(async () => {
      const next = session();
      next.on('error', () => {});
      next.write(packetOf('?'));
      const answer = await Promise.race([said(next), closed(next).then(() => 'closed')]);
      next.destroy();
      return answer;
    })
    .toContain('$S05');
});

it('answers a vKill before it hangs up', async () => {
  await listening();
  const socket = session();
  let text = '';
  socket.on('data', (data) => {
    text += data.toString('latin1');
  });
  socket.write(packetOf('vKill;1'));
  await closed(socket);
  expect(text).toBe('+$OK#9a');
});

it('says which port is taken', async () => {
  const other = createServer();
  const port = await new Promise<number>((resolve) =>
    other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)),
  );
  server = new GdbServer({ board: new BoardBench().board, port });
  await expect(server.listen()).rejects.toMatchObject({ syscall: 'listen', port });
  other.close();
  server = undefined;
});
