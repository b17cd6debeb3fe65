// Seeded random numbers for tests that must be the same each time (xorshift32, Marsaglia 2003).

export class RandomSource {
  #state: number;

  constructor(seed: number) {
    this.#state = seed || 1;
  }

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }
}
