// The columns of the command table. What a column means is said here once; table/ fills the rows.
import type { Channel } from '../snapshot/channels';
import type { StatusRegister } from './status-bits';

/**
 * How a command is read. `block` replies begin with their byte count; `process`: a block write-block read process call.
 * SMBus 3.2, section 6.5.
 */
export type ReadShape = 'none' | 'byte' | 'word' | 'block' | 'process';
/** How a command is written. `send`: the code alone. `byte-or-word`: the low byte alone is taken too. */
export type WriteShape = 'none' | 'send' | 'byte' | 'word' | 'byte-or-word' | 'block';
/** How the bytes are to be understood. */
export type Format = 'bits' | 'linear11' | 'ulinear16' | 'text' | 'fields';

/** One integer inside a block of format `fields`, little-endian. */
export interface FieldSpec {
  readonly name: string;
  readonly bytes: number;
  readonly signed?: true;
  readonly unit?: string;
  /** `hex`: an identifier, shown as hexadecimal digits in the order of the wire. */
  readonly show?: 'hex';
  /** Names of the values, for codes. */
  readonly values?: readonly string[];
}

/** Where the value of a row comes from. */
export type Origin =
  /** A measurement out of the snapshot. */
  | { readonly kind: 'channel'; readonly channel: Channel }
  /** A value that the firmware holds and a write may change; `initial` unless the board says otherwise, in `unit`. */
  | { readonly kind: 'register'; readonly initial: number }
  /** The same for every unit of this firmware. */
  | { readonly kind: 'constant'; readonly value: number }
  /** Sticky status bits: written back to clear (PMBus Part II 1.3.1, section 10.2.4). */
  | { readonly kind: 'status'; readonly register: StatusRegister }
  /** Derived from the status registers. */
  | { readonly kind: 'summary' }
  /** Text of the unit's identity. */
  | { readonly kind: 'identity' }
  /** A block that the firmware composes; its `fields` say how. */
  | { readonly kind: 'block' }
  /** Whether another device was seen at this address. */
  | { readonly kind: 'alone' }
  /** Answered to the question that came with it. */
  | { readonly kind: 'question' }
  /** No value: a command that does something. */
  | { readonly kind: 'action' }
  /** No value: something is asked of the power side. */
  | { readonly kind: 'request' };

/** Who may write while WRITE_PROTECT is on. `configuration`: nobody; `operation`: level 0x40 still lets it through. */
export type Protection = 'never' | 'operation' | 'configuration' | 'write-protect';

export interface CommandSpec {
  readonly code: number;
  readonly name: string;
  readonly read: ReadShape;
  readonly write: WriteShape;
  readonly format: Format;
  /** What the firmware holds, in a unit of integers: mV, mA, mW, mdegC, ms. Empty for bits and text. */
  readonly unit: string;
  readonly origin: Origin;
  readonly protection: Protection;
  /** Values that a register takes, lowest and highest, in `unit`. */
  readonly range?: readonly [number, number];
  /** A register that says what is wanted of the unit: a write of it is decided upon at once, others with the next tick. */
  readonly wish?: true;
  /** The only values that a register takes. */
  readonly values?: readonly number[];
  /** Bytes behind the code of a process call, the count byte included. */
  readonly question?: number;
  /** Largest reply or write without count byte and PEC, in bytes. Blocks only. */
  readonly largest?: number;
  readonly fields?: readonly FieldSpec[];
  readonly purpose: string;
  readonly source: string;
}

/** Short for the sources of the rows. */
export const II = 'PMBus II 1.3.1';
