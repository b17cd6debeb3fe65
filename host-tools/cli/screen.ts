// Draws a block of text again and again at the same place of a terminal. What does not fit is cut: a line that the terminal breaks, or
// a block higher than it, would not be overwritten by the next one.
import { stripVTControlCharacters } from 'node:util';

const ESCAPE = '\u001b';

export class Screen {
  readonly #out: NodeJS.WriteStream;
  #height = 0;
  #columns = 0;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  draw(text: string): void {
    const { columns = 80, rows = 24 } = this.#out;
    // The cursor stands below the last line.
    const lines = text.split('\n').slice(0, Math.max(1, rows - 1));
    this.#out.write(`${this.#back(columns)}${lines.map((line) => clip(line, columns)).join('\n')}\n`);
    this.#height = lines.length;
    this.#columns = columns;
  }

  /** To where the block began; to the top where another width has moved it. */
  #back(columns: number): string {
    if (this.#height === 0) return '';
    return columns === this.#columns ? `${ESCAPE}[${this.#height}A${ESCAPE}[J` : `${ESCAPE}[H${ESCAPE}[J`;
  }
}

/** How many columns a line takes. */
export const widthOf = (line: string): number => stripVTControlCharacters(line).length;

/** The first `columns` characters, and all colours, which take no column. */
function clip(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line;
  let kept = '';
  let width = 0;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === ESCAPE) {
      const end = line.indexOf('m', i);
      kept += line.slice(i, end + 1);
      i = end;
    } else if (width++ < columns) kept += line[i];
  }
  return kept;
}
