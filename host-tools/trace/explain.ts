// A transaction in words: slot, command, value, and what went wrong. By the firmware's command table.
import type { CommandSpec } from '../../firmware/pmbus/command-spec';
import { NOT_SUPPORTED, ROW_OF_CODE, ROWS } from '../../firmware/pmbus/commands';
import { decodeReply } from '../../firmware/pmbus/decode';
import { FIRST_ADDRESS, SLOT_COUNT } from '../../firmware/smbus/limits';
import { addressByte, pecByte, pecOf } from '../../firmware/smbus/pec';
import type { TraceMessage, TraceTransaction } from './trace-line';

export interface Explanation {
  readonly timeUs: number;
  /** Undefined for an address that is no slot's. */
  readonly slot: number | undefined;
  readonly address: number;
  readonly command: string | undefined;
  readonly kind: 'read' | 'write' | 'process-call' | 'probe';
  readonly value: string;
  /** `ok`, `refused`, `absent`, `bad-pec`, `abandoned`. */
  readonly outcome: string;
  readonly stretchedUs: number;
}

const SENT = 1;

export function explain(transaction: TraceTransaction): Explanation | undefined {
  const [first, second] = transaction.messages;
  if (first === undefined) return undefined;
  const code = first.read ? undefined : first.bytes[0]?.value;
  const spec = code === undefined ? undefined : specOf(code);
  const slot = first.address - FIRST_ADDRESS;
  return {
    timeUs: transaction.timeUs,
    slot: slot >= 0 && slot < SLOT_COUNT ? slot : undefined,
    address: first.address,
    command: spec?.name ?? (code === undefined ? undefined : `0x${code.toString(16).padStart(2, '0').toUpperCase()}`),
    kind: kindOf(first, second),
    value: textOf(first, second, spec),
    outcome: outcomeOf(transaction, first, second),
    stretchedUs: transaction.messages.reduce((sum, message) => sum + stretchOf(message), 0),
  };
}

function specOf(code: number): CommandSpec | undefined {
  const row = ROW_OF_CODE[code]!;
  return row === NOT_SUPPORTED ? undefined : ROWS[row];
}

function kindOf(first: TraceMessage, second: TraceMessage | undefined): Explanation['kind'] {
  if (first.read || first.bytes.length === 0) return 'probe';
  if (second === undefined) return 'write';
  return first.bytes.length > SENT ? 'process-call' : 'read';
}

const stretchOf = (message: TraceMessage): number =>
  [message.addressByte, ...message.bytes].reduce((sum, byte) => sum + byte.stretchedUs, 0);

const valuesOf = (message: TraceMessage): number[] => message.bytes.map(({ value }) => value);

function textOf(first: TraceMessage, second: TraceMessage | undefined, spec: CommandSpec | undefined): string {
  if (first.read) return '';
  const bytes = second?.read ? valuesOf(second).slice(0, -1) : valuesOf(first).slice(SENT, -1);
  const raw = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  if (!second?.read || spec === undefined || !second.addressByte.acknowledged) return raw;
  const value = decodeReply(spec, Uint8Array.from(bytes));
  if (value === undefined) return raw;
  if (typeof value === 'object') return JSON.stringify(value);
  return spec.unit === '' ? String(value) : `${value} ${spec.unit}`;
}

function outcomeOf({ stopped }: TraceTransaction, first: TraceMessage, second: TraceMessage | undefined): string {
  if (!stopped) return 'abandoned';
  if (!first.addressByte.acknowledged) return 'absent';
  const refused = first.bytes.some((byte) => !byte.acknowledged && !first.read);
  if (refused || (second && !second.addressByte.acknowledged)) return 'refused';
  return second?.read && !hasGoodPec(first, second) ? 'bad-pec' : 'ok';
}

function hasGoodPec(first: TraceMessage, second: TraceMessage): boolean {
  const sent = [addressByte(first.address, false), ...valuesOf(first), addressByte(second.address, true)];
  const received = valuesOf(second);
  const crc = received.slice(0, -1).reduce(pecByte, pecOf(0, sent, 0, sent.length));
  return received.length < 2 || crc === received.at(-1);
}
