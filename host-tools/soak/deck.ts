// Draws kinds by chance, and yet evenly: a shuffled deck in which each kind lies as often as its weight says.
import type { Random } from '../sim/random';
import type { Kind } from './kind';

const MOST_WEIGHT = 4;

export class Deck {
  readonly #random: Random;
  readonly #kinds: readonly Kind[];
  #left: Kind[] = [];

  constructor(random: Random, kinds: readonly Kind[]) {
    this.#random = random;
    this.#kinds = kinds;
  }

  draw(): Kind {
    if (this.#left.length === 0) this.#shuffle();
    return this.#left.pop()!;
  }

  #shuffle(): void {
    this.#left = this.#kinds.flatMap((kind) => new Array<Kind>(kind.weight ?? MOST_WEIGHT).fill(kind));
    for (let i = this.#left.length - 1; i > 0; i--) {
      const j = this.#random.below(i + 1);
      [this.#left[i], this.#left[j]] = [this.#left[j]!, this.#left[i]!];
    }
  }
}
