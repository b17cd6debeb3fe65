// Looks at the units as an operator's monitor does: asks each for its state over the bus, round after round, and tells the time line
// what changed. A damaged reply tells nothing; a unit is silent once it has missed two rounds.
import type { PmbusClient } from '../client/pmbus-client';
import { UnitError } from '../client/unit-error';

const ROUND_MS = 20;
const MISSED = 2;
/** Passing states that the plant's own lines show already. */
const SILENT = 'does not answer';

export interface BusWatchOptions {
  readonly client: PmbusClient;
  readonly slots: readonly number[];
  readonly sleep: (ms: number) => Promise<void>;
  readonly tell: (slot: number, text: string) => void;
}

export class BusWatch {
  readonly #options: BusWatchOptions;
  readonly #said = new Map<number, string>();
  readonly #missed = new Map<number, number>();
  #stopped = false;

  constructor(options: BusWatchOptions) {
    this.#options = options;
  }

  /** Notes how things are, then watches until stopped. */
  async run(): Promise<void> {
    const { slots, sleep } = this.#options;
    for (const slot of slots) this.#said.set(slot, (await this.#ask(slot)) ?? SILENT);
    while (!this.#stopped) {
      await sleep(ROUND_MS);
      for (const slot of slots) if (!this.#stopped) await this.#look(slot);
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  async #look(slot: number): Promise<void> {
    const state = await this.#ask(slot);
    if (state === undefined || this.#stopped) return;
    if (state === this.#said.get(slot)) return;
    this.#said.set(slot, state);
    this.#options.tell(slot, state === SILENT ? SILENT : `says: ${state}`);
  }

  /** State and fault in words; undefined where the reply was damaged, or missed once. */
  async #ask(slot: number): Promise<string | undefined> {
    try {
      const { state, fault } = await this.#options.client.readFields(slot, 'MFR_UNIT_STATE');
      this.#missed.set(slot, 0);
      return fault === 'none' ? String(state) : `${state}, ${fault}`;
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
      if (error.kind === 'bad-pec' || error.kind === 'malformed') return undefined;
      const missed = (this.#missed.get(slot) ?? 0) + 1;
      this.#missed.set(slot, missed);
      return missed >= MISSED ? SILENT : undefined;
    }
  }
}
