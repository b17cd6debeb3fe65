// Draws a block of text again and again at the same place of a terminal.

export class Screen {
  readonly #out: NodeJS.WriteStream;
  #height = 0;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  draw(text: string): void {
    const up = this.#height > 0 ? `\u001b[${this.#height}A\u001b[J` : '';
    this.#height = text.split('\n').length;
    this.#out.write(`${up}${text}\n`);
  }
}
