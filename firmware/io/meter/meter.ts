// Port of the engine's own figures. An engine that does not tell one of them answers UNKNOWN_FIGURE.

export const UNKNOWN_FIGURE = -1;

export interface Meter {
  /** Slots of the heap in use: objects and properties. */
  readonly slots: number;
  /** Bytes of the heap in chunks: strings and buffers. */
  readonly chunkBytes: number;
  /** Garbage collections since start. */
  readonly collections: number;
}
