// Messages of every kind by chance, each with what the controller must see: reads, refused ones, probes, writes good and bad, reads
// cut short and reads that go on too long.
import type { TransferMessage } from '../../host-tools/client/transfer';
import type { Random } from '../../host-tools/sim/random';
import { crc8 } from '../support/crc8';
import { ADDRESS } from './native-board';

const W = ADDRESS << 1;
const R = W | 1;
const IDLE = 0xff;

/** The image's table: c/replies.c, from the PMBus tables. */
export const REPLIES: ReadonlyMap<number, readonly number[]> = new Map([
  [0x01, [0x80]],
  [0x10, [0x00]],
  [0x19, [0xb0]],
  [0x20, [0x17]],
  [0x79, [0x00, 0x00]],
  [0x88, [0x8b, 0xca]],
  [0x89, [0x66, 0xb2]],
  [0x8b, [0x1e, 0x0a]],
  [0x8d, [0x40, 0xf8]],
  [0x98, [0x33]],
  [0x99, [7, ...new TextEncoder().encode('Racklet')]],
]);
const CODES = [...REPLIES.keys()];
const UNKNOWN = [0x00, 0x0f, 0x55, 0xd0, 0xfe];

export interface MixedMessage {
  readonly kind: string;
  readonly messages: readonly TransferMessage[];
  /** What is read; undefined where it is a refusal's. */
  readonly expected?: readonly number[];
  /** A write that the firmware has to take: reads behind it wait for it. */
  readonly isTaken?: boolean;
}

/** A reply with its PEC. */
export function replyOf(code: number): number[] {
  const bytes = REPLIES.get(code)!;
  return [...bytes, crc8([W, code, R, ...bytes])];
}

export const to = (...bytes: number[]): TransferMessage => ({ address: ADDRESS, write: Uint8Array.from(bytes) });
export const from = (read: number): TransferMessage => ({ address: ADDRESS, read });

export function readMessage(code: number, length = replyOf(code).length): MixedMessage {
  const reply = replyOf(code);
  const expected = Array.from({ length }, (_, i) => reply[i] ?? IDLE);
  return { kind: 'read', messages: [to(code), from(length)], expected };
}

export const goodWrite = (): MixedMessage => ({
  kind: 'write',
  messages: [to(0x01, 0x80, crc8([W, 0x01, 0x80]))],
  isTaken: true,
});

export function mixedMessage(random: Random): MixedMessage {
  const code = CODES[random.below(CODES.length)]!;
  const unknown = UNKNOWN[random.below(UNKNOWN.length)]!;
  const kind = random.below(20);
  if (kind < 9) return readMessage(code);
  if (kind === 9) return { ...readMessage(code, 1), kind: 'read cut short' };
  if (kind === 10) return { ...readMessage(code, 12), kind: 'read too long' };
  if (kind === 11) return { kind: 'refused read', messages: [to(unknown), from(2 + random.below(6))] };
  if (kind === 12) return { kind: 'bare read', messages: [from(1)], expected: [IDLE] };
  if (kind === 13) return { kind: 'probe', messages: [to()] };
  if (kind < 17) return goodWrite();
  if (kind === 17) return { kind: 'bad PEC', messages: [to(0x01, 0x80, 0x00)] };
  if (kind === 18) return { kind: 'not writable', messages: [to(0x88, 1, 2, 3)] };
  return { kind: 'unknown write', messages: [to(unknown, 1, 2)] };
}
