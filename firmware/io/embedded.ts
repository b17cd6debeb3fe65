// The ECMA-419 io that the firmware uses, as types: constructors arrive through options, so that a board, an emulated
// board and a test hand in what they have. ECMA-419, second edition, clauses 9 (IO class pattern) and 10 (IO types).

/** SMBus controller for one device of a local bus. Methods throw where the transfer fails. */
export interface SMBus {
  readUint16(register: number, bigEndian: boolean): number;
  /** Fills the buffer, most significant byte first as the device sends it. */
  readBuffer(register: number, buffer: Uint8Array): void;
  writeUint16(register: number, value: number, bigEndian: boolean): void;
  close(): void;
}

export interface SMBusOptions {
  readonly address: number;
  readonly hz: number;
  readonly data: number;
  readonly clock: number;
  /** Milliseconds after which a transfer fails. Always given: a driver's default may block for 200 ms. */
  readonly timeout: number;
}
export type SMBusConstructor = new (options: SMBusOptions) => SMBus;

export interface Analog {
  readonly resolution: number;
  /** A whole number of `resolution` bits. */
  read(): number;
  close(): void;
}
export type AnalogConstructor = new (options: { readonly pin: number }) => Analog;

export interface Digital {
  /** 0 or 1, the level of the pin. */
  read(): number;
  close(): void;
}
export type DigitalConstructor = new (options: { readonly pin: number; readonly mode: number }) => Digital;

/** A pin that is driven, or pulled low and let go. */
export interface DigitalOutput {
  /** 0 or 1. */
  write(level: number): void;
}
/** The class of ECMA-419 does both, by its mode. */
export type DigitalPinConstructor = new (options: {
  readonly pin: number;
  readonly mode: number;
}) => Digital & DigitalOutput;

/** `Digital.OutputOpenDrain` of ECMA-419: starts let go. */
export const DIGITAL_OUTPUT_OPEN_DRAIN = 9;
/** `Digital.InputPullUp` of ECMA-419. */
export const DIGITAL_INPUT_PULL_UP = 1;

/** One byte at a time: nothing is allocated. ECMA-419, section 10.6, with the data format `number`. */
export interface Serial {
  /** The next byte received. Only as often as `onReadable` counted: it throws where there is none. */
  read(): number;
  /** Sends a byte. Only as often as `onWritable` counted: it throws where there is no room. */
  write(byte: number): void;
  close(): void;
}

export interface SerialOptions {
  /** Pins. */
  readonly receive: number;
  readonly transmit: number;
  readonly baud: number;
  readonly format: 'number';
  /** So many bytes wait. Those that are not read now are announced again with the next ones. */
  readonly onReadable: (count: number) => void;
  /** So many bytes can be written from now on. */
  readonly onWritable: (count: number) => void;
}
export type SerialConstructor = new (options: SerialOptions) => Serial;
