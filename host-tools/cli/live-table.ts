// The view of `racklet emulate`: a table that is drawn again in a terminal, lines of what changed anywhere else.
import colors from 'picocolors';
import type { UnitRow } from '../emulator/emulator';
import { hexByte, milli, stateText, table } from './format';
import { Screen } from './screen';

const HEAD = ['SLOT', 'ADDRESS', 'ENGINE', 'STATE', 'INPUT', 'OUTPUT', 'CURRENT', 'POWER', 'ENERGY', 'FAULTS'];
const NOTES_KEPT = 5;

const clock = (ns: number): string => `${(ns / 1e9).toFixed(1)} s`;

export class LiveTable {
  readonly #out: NodeJS.WriteStream;
  readonly #screen: Screen;
  readonly #notes: string[] = [];
  readonly #shown = new Map<number, string>();
  #title = '';

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
    this.#screen = new Screen(out);
  }

  begin(name: string, engine: string, socketPath: string | undefined): void {
    const where = socketPath === undefined ? 'no clients' : `clients at ${socketPath}`;
    this.#title = `Rack "${name}", engine ${engine}, ${where}`;
    this.#write(`${this.#title}\n`);
    if (socketPath !== undefined)
      this.#write(`In a second terminal: npx racklet units, npx racklet power off 1. Ctrl-C ends.\n`);
  }

  note(text: string): void {
    this.#notes.push(text);
    if (this.#notes.length > NOTES_KEPT) this.#notes.shift();
    if (!this.#out.isTTY) this.#write(`${text}\n`);
  }

  show(rows: readonly UnitRow[], now: number): void {
    if (this.#out.isTTY) this.#draw(rows, now);
    else this.#printChanges(rows, now);
  }

  end(rows: readonly UnitRow[], now: number): void {
    if (this.#out.isTTY) this.#draw(rows, now);
    else this.#write(`${this.#table(rows)}\n`);
    this.#write(`Stopped after ${clock(now)} of rack time.\n`);
  }

  #draw(rows: readonly UnitRow[], now: number): void {
    const text = [
      this.#table(rows),
      colors.dim(`rack time ${clock(now)}`),
      ...this.#notes.map((note) => colors.yellow(note)),
    ].join('\n');
    this.#screen.draw(text);
  }

  #printChanges(rows: readonly UnitRow[], now: number): void {
    for (const { unit, report } of rows) {
      const text = report ? stateText(report.state, report.fault) : 'no answer';
      if (this.#shown.get(unit.slot) === text) continue;
      this.#shown.set(unit.slot, text);
      this.#write(`${clock(now)}  slot ${unit.slot}: ${text}\n`);
    }
  }

  #table(rows: readonly UnitRow[]): string {
    return table(
      HEAD,
      rows.map(({ unit, report }) => [
        String(unit.slot),
        hexByte(unit.address),
        unit.engineName,
        report ? stateText(report.state, report.fault) : colors.red(unit.tray.isInserted ? 'no answer' : 'removed'),
        milli(report?.inputMillivolts, 'V'),
        milli(report?.outputMillivolts, 'V'),
        milli(report?.outputMilliamps, 'A'),
        milli(report?.inputMilliwatts, 'W'),
        milli(report?.energyMillijoules, 'J', 1),
        report ? String(report.faults) : '-',
      ]),
    );
  }

  #write(text: string): void {
    this.#out.write(text);
  }
}
