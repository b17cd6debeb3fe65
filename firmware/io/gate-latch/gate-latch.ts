// Port of the gate latch: a latch on the board, not the level of a pin. Contract: README.md of this folder.

export interface GateLatch {
  /** One SET pulse. */
  set(): void;
  /** One CLEAR pulse. */
  clear(): void;
  /** The latch as it is, read back. */
  isOn(): boolean;
}
export type GateLatchConstructor = new (options: {
  readonly set: number;
  readonly clear: number;
  readonly readBack: number;
}) => GateLatch;
