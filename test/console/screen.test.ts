// What a person sees: keys as xterm sends them go to the console of a unit, and what comes back is shown by xterm's own screen
// (@xterm/headless), 80 columns wide. Expected screens follow from what the keys are called, not from the bytes of the console.
import xterm from '@xterm/headless';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Rack } from '../../host-tools/rack/rack';
import type { Uart } from '../../host-tools/rack/uart';
import { milliseconds, seconds } from '../../host-tools/sim/scheduler';
import { makeRack } from '../support/racks';

const PROMPT = 'racklet:1> ';
const [UP, DOWN, RIGHT, LEFT, HOME, END, DELETE] = ['[A', '[B', '[C', '[D', '[H', '[F', '[3~'].map(
  (key) => `\u001b${key}`,
);
const ctrl = (letter: string): string => String.fromCharCode(letter.toUpperCase().charCodeAt(0) - 0x40);

let rack: Rack;
let uart: Uart;
let terminal: InstanceType<typeof xterm.Terminal>;

beforeEach(async () => {
  rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: open}]' });
  terminal = new xterm.Terminal({ cols: 80, rows: 40, allowProposedApi: true });
  await rack.run(seconds(4));
  uart = rack.unit(1)!.hardware.uart;
  uart.onTransmit = (bytes) => terminal.write(bytes);
  await type('\r');
});
afterEach(() => {
  terminal.dispose();
  rack.close();
});

/** Types, and lets the unit and the screen catch up. */
async function type(...keys: readonly (string | undefined)[]): Promise<void> {
  for (const key of keys) {
    uart.receive(Buffer.from(key!, 'latin1'));
    await rack.run(milliseconds(200));
  }
  await new Promise<void>((resolve) => terminal.write('', resolve));
}

const row = (at: number): string => terminal.buffer.active.getLine(at)?.translateToString(true) ?? '';
const cursorRow = (): number => terminal.buffer.active.baseY + terminal.buffer.active.cursorY;
/** The line that the cursor is in, with `|` where it stands. */
const line = (): string => {
  const { cursorX } = terminal.buffer.active;
  const text = row(cursorRow()).padEnd(cursorX);
  return `${text.slice(0, cursorX)}|${text.slice(cursorX)}`.trimEnd();
};
const screen = (): string => Array.from({ length: terminal.rows }, (_, at) => row(at)).join('\n');

it('inserts where the cursor is, and moves as the keys are called', async () => {
  await type('stts');
  expect(line()).toBe(`${PROMPT}stts|`);
  await type(LEFT, LEFT, 'a');
  expect(line()).toBe(`${PROMPT}sta|ts`);
  await type(END, LEFT, 'u');
  expect(line()).toBe(`${PROMPT}statu|s`);
  await type(HOME);
  expect(line()).toBe(`${PROMPT}|status`);
  await type(RIGHT, RIGHT, DELETE);
  expect(line()).toBe(`${PROMPT}st|tus`);
});

it.each([
  ['home', ['\u001b[H', '\u001bOH', '\u001b[1~', '\u001b[7~', ctrl('a')], `${PROMPT}|ab`],
  ['end', ['\u001b[F', '\u001bOF', '\u001b[4~', '\u001b[8~', ctrl('e')], `${PROMPT}ab|`],
  ['left', ['\u001b[D', '\u001bOD', ctrl('b')], `${PROMPT}a|b`],
])('knows %s as every terminal sends it', async (_, keys, expected) => {
  for (const key of keys) {
    await type(ctrl('u'), 'ab', key);
    expect(line()).toBe(expected);
  }
});

it('takes characters, words and ends away', async () => {
  await type('log --since 12', '\u007f');
  expect(line()).toBe(`${PROMPT}log --since 1|`);
  await type(ctrl('w'));
  expect(line()).toBe(`${PROMPT}log --since |`);
  await type(ctrl('w'), HOME, RIGHT, ctrl('k'));
  expect(line()).toBe(`${PROMPT}l|`);
  await type(ctrl('u'));
  expect(line()).toBe(`${PROMPT}|`);
});

it('keeps the last eight lines, and gives an empty one behind the newest', async () => {
  for (let i = 1; i <= 9; i++) await type(`x${i}\r`);
  await type(UP, UP);
  expect(line()).toBe(`${PROMPT}x8|`);
  await type(DOWN);
  expect(line()).toBe(`${PROMPT}x9|`);
  await type(DOWN);
  expect(line()).toBe(`${PROMPT}|`);
  for (let i = 0; i < 12; i++) await type(UP);
  expect(line()).toBe(`${PROMPT}x2|`);
});

it('completes a name, as far as several share it, and lists them', async () => {
  await type('sta\t');
  expect(line()).toBe(`${PROMPT}status |`);
  await type(ctrl('u'), 'blackb\t');
  expect(line()).toBe(`${PROMPT}blackbox |`);
  await type(ctrl('u'), 'b\t');
  expect(row(cursorRow() - 1).split(/\s+/)).toEqual(expect.arrayContaining(['boxes', 'blackbox', 'bus', 'boot']));
  expect(line()).toBe(`${PROMPT}b|`);
});

it('gives a line up, and clears the screen', async () => {
  await type('power off', ctrl('c'));
  expect([row(cursorRow() - 1), line()]).toEqual([`${PROMPT}power off^C`, `${PROMPT}|`]);
  await type('abc', ctrl('l'));
  expect([cursorRow(), line()]).toEqual([terminal.buffer.active.baseY, `${PROMPT}abc|`]);
  expect(rack.unit(1)!.latch.isOn).toBe(true);
});

it('refuses a line that is too long, or holds bytes that are no text, as a whole', async () => {
  await type(`power off${' '.repeat(70)}`, '\r');
  expect(row(cursorRow() - 1)).toMatch(/^error: the line is too long/);
  await type('power \u00e4off\r');
  expect(row(cursorRow() - 1)).toMatch(/^error: the line held bytes that are no text/);
  expect(rack.unit(1)!.latch.isOn).toBe(true);
});

it('passes frames of the update protocol over between lines, and counts them', async () => {
  await type('\u0006\u0009AAAKAAAAAQ==\n', '\u0004\u0014QUJD\n');
  expect(line()).toBe(`${PROMPT}|`);
  await type('uart\r');
  expect(screen()).toMatch(/^SMP frames +2$/m);
});

it('an event is told above the line that is being typed, which is shown again', async () => {
  await type('power off\r');
  await rack.run(seconds(1));
  await type('sta');
  await type('', '');
  const told = screen()
    .split('\n')
    .filter((text) => text.startsWith('# '));
  expect(told.length).toBeGreaterThan(0);
  expect(line()).toBe(`${PROMPT}sta|`);
});
