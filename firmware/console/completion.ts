// Completes the name of a command: the first word of the line, with the cursor behind it.
import type { ByteRing } from './byte-ring';
import { CONSOLE_COMMANDS } from './commands';
import type { LineEditor } from './line-editor';
import { Words } from './words';

const SPACE = 0x20;
const BELL = 0x07;
/** All names and the spaces between them: what a list may take. */
export const LONGEST_LIST = CONSOLE_COMMANDS.reduce((sum, { name }) => sum + name.length + 2, 4);

export class Completion {
  readonly #out: ByteRing;
  readonly #editor: LineEditor;
  readonly #words = new Words();

  constructor(out: ByteRing, editor: LineEditor) {
    this.#out = out;
    this.#editor = editor;
  }

  /** One that fits is written out; of several as much as they share; where that is nothing they are listed. */
  complete(): void {
    const words = this.#words;
    const { line, length, isAtEnd } = this.#editor;
    words.read(line, length);
    if (!isAtEnd || words.count > 1 || (words.count === 1 && line[length - 1] === SPACE)) {
      this.#out.put(BELL);
      return;
    }
    let first = '';
    let count = 0;
    let shared = 0;
    for (let i = 0; i < CONSOLE_COMMANDS.length; i++) {
      const { name } = CONSOLE_COMMANDS[i]!;
      if (words.count === 1 && !words.begins(0, name)) continue;
      if (count++ === 0) {
        first = name;
        shared = name.length;
      } else shared = Math.min(shared, sharedLength(first, name));
    }
    const typed = words.lengthOf(0);
    for (let i = typed; i < shared; i++) this.#editor.insert(first.charCodeAt(i));
    if (count === 1) this.#editor.insert(SPACE);
    else if (count === 0) this.#out.put(BELL);
    else if (shared === typed) this.#list();
  }

  #list(): void {
    this.#out.putText('\r\n');
    for (let i = 0; i < CONSOLE_COMMANDS.length; i++) {
      const { name } = CONSOLE_COMMANDS[i]!;
      if (this.#words.count === 1 && !this.#words.begins(0, name)) continue;
      this.#out.putText(name);
      this.#out.putText('  ');
    }
    this.#out.putText('\r\n');
    this.#editor.show();
  }
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}
