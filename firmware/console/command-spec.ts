// What a command of the console is: a row of the table, with the columns of its answer. Text and JSON come from the same columns.
import type { Cell } from './cell';
import type { Desk } from './desk';

/** One value of an answer. */
export interface Column {
  /** In JSON. */
  readonly name: string;
  /** Label of the line, or head of the column; without one it is shown in JSON alone. */
  readonly head?: string;
  /** Characters of the column where rows stand below each other; the last needs none. */
  readonly width?: number;
  readonly alignRight?: true;
  readonly put: (cell: Cell, desk: Desk) => void;
}

/** How a line that was entered goes on. */
export interface Outcome {
  /** `show`: the answer is printed; `done`: this text instead; `error`: nothing was done. */
  readonly kind: 'show' | 'done' | 'error';
  readonly text: string;
}

export interface ConsoleCommand {
  readonly name: string;
  /** Behind the name. */
  readonly words: string;
  readonly help: string;
  /** `fields`: one line for each column; `rows`: a line for each row that `seek` finds. */
  readonly layout: 'fields' | 'rows';
  readonly columns: readonly Column[];
  /** In place of rows where there are none. */
  readonly none?: string;
  /** Once, when the line is entered: reads the words, carries out what they ask. Without it the command takes no words. */
  readonly begin?: (desk: Desk) => Outcome;
  /** Puts the cursor of the desk on row `index`. @returns false where there is none */
  readonly seek?: (desk: Desk, index: number) => boolean;
}

export const SHOW: Outcome = { kind: 'show', text: '' };
export const done = (text: string): Outcome => ({ kind: 'done', text });
export const error = (text: string): Outcome => ({ kind: 'error', text });

export const WRONG_WORDS = error("wrong words: 'help' shows what each command takes");
