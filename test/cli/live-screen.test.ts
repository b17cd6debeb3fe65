// The live views as a terminal of 80 columns shows them (@xterm/headless): what was drawn before is overwritten, whatever its width.
import xterm from '@xterm/headless';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Screen } from '../../host-tools/cli/screen';

let terminal: InstanceType<typeof xterm.Terminal>;
let out: { columns: number; rows: number; write: (text: string) => void };
beforeEach(() => {
  terminal = new xterm.Terminal({ cols: 80, rows: 10, allowProposedApi: true, convertEol: true });
  out = { columns: 80, rows: 10, write: (text) => terminal.write(text) };
});
afterEach(() => terminal.dispose());

const screen = () => new Screen(out as unknown as NodeJS.WriteStream);
async function shown(): Promise<readonly string[]> {
  await new Promise<void>((resolve) => terminal.write('', resolve));
  const { active } = terminal.buffer;
  return Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? '').filter(
    (line) => line !== '',
  );
}

it('a line wider than the terminal is cut (bug: its remains filled the screen, in `top` after two seconds)', async () => {
  const drawn = screen();
  for (let i = 0; i < 4; i++) drawn.draw(`head ${i}\n${'x'.repeat(95)}\nlast ${i}`);
  expect(await shown()).toEqual(['head 3', 'x'.repeat(80), 'last 3']);
});

it('colours take no column, and end where the line was cut', async () => {
  const drawn = screen();
  const coloured = `\u001b[32m${'y'.repeat(79)}\u001b[39mz`;
  drawn.draw(`${coloured}\n${coloured}z\nlast`);
  drawn.draw(`${coloured}\n${coloured}z\nlast`);
  expect(await shown()).toEqual([`${'y'.repeat(79)}z`, `${'y'.repeat(79)}z`, 'last']);
  expect(terminal.buffer.active.getLine(2)!.getCell(0)!.isFgDefault()).toBe(true);
});

it('a block higher than the terminal is cut (bug: each drawing pushed the last one up)', async () => {
  const drawn = screen();
  const block = Array.from({ length: 30 }, (_, at) => `row ${at}`);
  for (let i = 0; i < 3; i++) drawn.draw(block.join('\n'));
  expect(await shown()).toEqual(block.slice(0, 9));
});

it('another width begins at the top, as the terminal has moved what was there', async () => {
  const drawn = screen();
  drawn.draw(`${'x'.repeat(80)}\nlast`);
  terminal.resize(40, 10);
  out.columns = 40;
  drawn.draw(`${'x'.repeat(80)}\nlast`);
  expect(await shown()).toEqual(['x'.repeat(40), 'last']);
});
