// Tells the unit's own lines from answers: what begins with `# ` is dim up to the end of its line. Pieces may break anywhere.
const DIM = '\u001b[2m';
const NORMAL = '\u001b[22m';

export class LineTint {
  readonly #hasColors: boolean;
  #isAtStart = true;
  #isDim = false;

  constructor(hasColors: boolean) {
    this.#hasColors = hasColors;
  }

  paint(text: string): string {
    if (!this.#hasColors) return text;
    let painted = '';
    for (const character of text) {
      if (this.#isAtStart && character === '#') {
        this.#isDim = true;
        painted += DIM;
      }
      if (this.#isDim && (character === '\r' || character === '\n')) {
        this.#isDim = false;
        painted += NORMAL;
      }
      painted += character;
      this.#isAtStart = character === '\r' || character === '\n';
    }
    return painted;
  }
}
