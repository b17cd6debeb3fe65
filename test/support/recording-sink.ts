// A reply sink that keeps what the device told it: the state of a target port, and every call in order.
import type { ReplySink } from '../../firmware/pmbus/reply-sink';

export class RecordingSink implements ReplySink {
  /** Replies by code, as hexadecimal digits. A code without one is refused. */
  readonly replies = new Map<number, string>();
  /** Shortest and longest write by code. A code without one is refused. */
  readonly writes = new Map<number, readonly [shortest: number, longest: number]>();
  /** Shortest and longest question by code. A process call of a code without one is refused. */
  readonly processes = new Map<number, readonly [shortest: number, longest: number]>();
  /** Every publish and withdraw: `88=80ca`, `88 withdrawn`. */
  readonly news: string[] = [];

  publish(code: number, bytes: Uint8Array, length: number): void {
    const hex = Buffer.from(bytes.subarray(0, length)).toString('hex');
    this.replies.set(code, hex);
    this.news.push(`${code.toString(16)}=${hex}`);
  }

  publishNumbers(codes: Uint8Array, widths: Uint8Array, values: Int32Array): void {
    for (let i = 0; i < codes.length; i++) {
      const bytes = Uint8Array.of(values[i]!, values[i]! >> 8, values[i]! >> 16, values[i]! >> 24);
      if (widths[i] !== 0) this.publish(codes[i]!, bytes, widths[i]!);
    }
  }

  withdraw(code: number): void {
    this.replies.delete(code);
    this.news.push(`${code.toString(16)} withdrawn`);
  }

  accept(code: number, shortest: number, longest: number): void {
    this.writes.set(code, [shortest, longest]);
  }

  acceptAll(codes: Uint8Array, shortest: Uint8Array, longest: Uint8Array): void {
    for (let i = 0; i < codes.length; i++) this.accept(codes[i]!, shortest[i]!, longest[i]!);
  }

  acceptProcess(code: number, shortest: number, longest: number): void {
    this.processes.set(code, [shortest, longest]);
  }

  forbid(code: number): void {
    this.writes.delete(code);
    this.processes.delete(code);
  }

  forbidAll(codes: Uint8Array): void {
    for (const code of codes) this.forbid(code);
  }

  /** What was told since the last call. */
  takeNews(): string[] {
    return this.news.splice(0);
  }
}
