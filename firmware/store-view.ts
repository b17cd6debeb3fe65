// Shows the store on the bus.
import { BOX_CHUNK_BYTES, LogFlag, type LogView, NO_SEQUENCE } from './pmbus/log-view';
import { emptyRecord } from './store/record';
import type { Store } from './store/store';

export class StoreView implements LogView {
  readonly record = { ...emptyRecord(), sequence: NO_SEQUENCE };
  readonly boxBytes = new Uint8Array(BOX_CHUNK_BYTES).fill(0xff);
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get oldest(): number {
    return this.#store.ring.oldestSequence;
  }

  get next(): number {
    return this.#store.ring.nextSequence;
  }

  get waiting(): number {
    return this.#store.log.waiting;
  }

  get flags(): number {
    const { log, ring, config } = this.#store;
    return (
      (log.hasFault ? LogFlag.fault : 0) |
      (ring.isForeign || config.isForeign ? LogFlag.foreign : 0) |
      (config.isBusy ? LogFlag.storing : 0)
    );
  }

  get generation(): number {
    return this.#store.config.generation;
  }

  get boxes(): number {
    return this.#store.box.count;
  }

  seekBox(box: number, offset: number): void {
    if (!this.#store.box.read(box, offset, this.boxBytes, BOX_CHUNK_BYTES)) this.boxBytes.fill(0xff);
  }

  seek(sequence: number): void {
    if (!this.#store.ring.find(sequence, this.record)) this.record.sequence = NO_SEQUENCE;
  }
}
