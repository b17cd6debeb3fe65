// Keys on the console of a unit in this process: editing, completion, history, Ctrl-C.
import { describe, expect, it } from 'vitest';
import { CONSOLE_COMMANDS } from '../../firmware/console/commands';
import { milliseconds } from '../../firmware/units/time';
import { settled } from '../support/shell-bench';

describe('keys', () => {
  const LEFT = '\u001b[D';
  it.each([
    ['left and right', `owe${LEFT.repeat(3)}p\u001b[C\u001b[C\u001b[Cr`],
    ['home and end', 'ower\u001b[Hp\u001b[F'],
    ['home and end of other terminals', 'ower\u001b[1~p\u001b[4~\u001bOH\u001bOF\u001b[7~\u001b[8~\u0005'],
    ['backspace and delete', `powwxer${LEFT.repeat(4)}\u001b[3~${LEFT}\u001b[C\u001b[3~`],
    ['to the end of the line', `powerful things${LEFT.repeat(10)}\u000b`],
    ['the line', 'nonsense\u0015power'],
    ['a word', 'power nonsense  \u0017'],
    ['completion', 'po\t'],
    ['an unfinished sequence', 'power\u001b[1;5'],
    ['a sequence that means nothing', 'po\u001b[5~\u001b[99~\u001bf\u001b[Xwer\u001b[1;5Z'],
    ['a sequence without an end', `po\u001b[${'1'.repeat(32)}2wer`],
    ['a line that was given up', 'nonsense\u0003power'],
    ['the screen is cleared', 'pow\u000cer'],
  ])('%s: the line is `power`', (_, keys) => {
    const bench = settled();
    const expected = bench.ask('power');
    const answer = bench.ask(keys);
    expect(answer.endsWith(expected), JSON.stringify(answer)).toBe(true);
  });

  it('up and down go through the last eight lines, each once', () => {
    const bench = settled();
    for (const line of ['a', 'b', 'b', 'power', 'c']) bench.ask(line);
    expect(bench.ask('\u001b[A\u001b[A')).toMatch(/^state/);
    expect(bench.ask('\u001b[A\u001b[A\u001b[A\u001b[B\u001b[B\u001b[B\u001b[B')).toBe('');
    for (let i = 0; i < 10; i++) bench.ask(`x${i}`);
    expect(bench.ask('\u001b[A'.repeat(20))).toMatch(/^error: no command/);
  });

  it('a name that several share is completed as far as they do, then they are listed', () => {
    const bench = settled();
    bench.clear();
    bench.type('st\t');
    bench.tick(5);
    expect(bench.text).toMatch(/status {2}store/);
    bench.type('\u0015zz\t');
    bench.type('\u0015help \tx\t');
    bench.tick(5);
    expect(bench.text).toContain('\u0007');
    bench.type('\u0015\t');
    bench.tick(5);
    for (const { name } of CONSOLE_COMMANDS) expect(bench.text).toContain(name);
  });

  it('within a word nothing is completed (bug: the rest of the name came in the middle of it)', () => {
    const bench = settled();
    bench.clear();
    bench.type(`stat${LEFT.repeat(2)}\t`);
    bench.tick(5);
    expect(bench.text).toContain('\u0007');
    bench.type(`\u001b[Fus\r`);
    bench.settle();
    expect(bench.text).toMatch(/^STATUS_WORD/m);
  });

  it('the terminal is asked what it is, and its answer turns the colours on', () => {
    const bench = settled();
    bench.type('color ask\r');
    bench.tick(5);
    expect(bench.text).toContain('\u001b[c');
    bench.type('\u001b[?1;2c');
    bench.tick(2);
    expect(bench.desk.hasColor).toBe(true);
  });

  it('Ctrl-C ends a long answer', () => {
    const bench = settled();
    bench.clear();
    bench.type('config\r');
    bench.tick(3);
    bench.type('\u0003');
    bench.tick(20);
    expect(bench.text).toMatch(/\^C\r\n/);
    expect(bench.text.endsWith(bench.prompt)).toBe(true);
  });

  it('Ctrl-C that comes while the port takes nothing ends the answer once it does (bug: it was forgotten)', () => {
    const bench = settled();
    bench.clear();
    bench.type('config\r');
    for (let i = 0; i < 10; i++) bench.shell.tick(milliseconds(bench.nowMs));
    bench.type('\u0003');
    bench.shell.tick(milliseconds(bench.nowMs));
    bench.tick(100);
    expect(bench.text).toMatch(/\^C\r\n/);
    expect(bench.text).not.toContain('MFR_RESTORE_POLICY');
    expect(bench.text.endsWith(bench.prompt)).toBe(true);
  });
});
