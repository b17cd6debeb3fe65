// A recorded load: CSV with a line of headings, then `milliseconds,milliamps`, as a bench meter writes it. The value of a line
// holds until the next line; the last one stays.
import type { LoadProfile, LoadStep } from './load-profile';

/** One line: where, what, what to do. */
export class RecordingError extends Error {}

const LONGEST = 1_000_000;
const LARGEST_MILLIAMPS = 100_000;
const NUMBER = /^\d+(\.\d+)?$/;

/** @throws RecordingError with the line's number */
export function parseRecording(text: string, name: string): LoadProfile {
  const steps: LoadStep[] = [];
  const lines = text.split(/\r?\n/);
  if (lines.length > LONGEST) throw new RecordingError(`${name}: more than ${LONGEST} lines`);
  let headings = false;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (!headings) {
      headings = true;
      if (line.replaceAll(' ', '') === 'milliseconds,milliamps') continue;
      throw new RecordingError(`${name}:${index + 1}: the headings must be milliseconds,milliamps`);
    }
    steps.push(stepOf(line, steps.at(-1), `${name}:${index + 1}`));
  }
  if (steps.length === 0) throw new RecordingError(`${name}: no samples. Each line is milliseconds,milliamps`);
  return { name, steps };
}

function stepOf(line: string, before: LoadStep | undefined, place: string): LoadStep {
  const cells = line.split(',').map((cell) => cell.trim());
  if (cells.length !== 2 || !cells.every((cell) => NUMBER.test(cell))) {
    throw new RecordingError(`${place}: not a sample. Each line is milliseconds,milliamps, both plain numbers`);
  }
  const [ms, milliamps] = cells.map(Number) as [number, number];
  if (before === undefined && ms !== 0) throw new RecordingError(`${place}: the first sample must be at 0 ms`);
  if (before !== undefined && ms / 1000 <= before.at) throw new RecordingError(`${place}: times must rise`);
  if (milliamps > LARGEST_MILLIAMPS) throw new RecordingError(`${place}: more than ${LARGEST_MILLIAMPS} mA`);
  return { at: ms / 1000, draw: { amps: milliamps / 1000 } };
}
