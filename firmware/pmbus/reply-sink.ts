// What the command device asks of the target port: a part of its type, so that this room imports no io.

export interface ReplySink {
  /** Sets the reply to a read of `code`, exactly as on the wire but for the PEC. The bytes are copied. */
  publish(code: number, bytes: Uint8Array, length: number): void;
  /** A start's replies at once: the low `widths[i]` bytes of `values[i]` for `codes[i]`; where the width is 0, nothing is set. */
  publishNumbers(codes: Uint8Array, widths: Uint8Array, values: Int32Array): void;
  /** Reads of `code` are refused from now on. */
  withdraw(code: number): void;
  /** Takes writes of `code` with `shortest` to `longest` bytes after the code, PEC not counted. */
  accept(code: number, shortest: number, longest: number): void;
  /** The same for each of `codes`. */
  acceptAll(codes: Uint8Array, shortest: Uint8Array, longest: Uint8Array): void;
  /** Takes process calls of `code`: `shortest` to `longest` bytes after the code, then a read under the barrier. */
  acceptProcess(code: number, shortest: number, longest: number): void;
  /** Writes and process calls of `code` are refused from now on. */
  forbid(code: number): void;
  forbidAll(codes: Uint8Array): void;
}
