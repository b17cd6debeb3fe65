// The PMBus device: publishes replies from the table and carries out writes. Knows no bus and no gate.
// After a write the caller lets the rest of the firmware react, calls `refresh`, and only then reports the write as done.

import type { Channel } from '../snapshot/channels';
import { BLOCK_WRITERS, type BlockWriter } from './block-writers';
import type { CommandSpec, Protection } from './command-spec';
import { COMMANDS, NOT_SUPPORTED, Operation, ROW_OF_CODE, rowOfName, WriteProtect } from './commands';
import type { DeviceModel } from './device-model';
import { encodeLinear11 } from './linear11';
import type { ReplySink } from './reply-sink';
import { ReplyWriter } from './reply-writer';
import { Cml } from './status-bits';
import { encodeUlinear16 } from './ulinear16';

const ROWS: readonly CommandSpec[] = COMMANDS;
const OPERATION = rowOfName('OPERATION');
const WRITE_PROTECT = rowOfName('WRITE_PROTECT');
const STATUS_WORD = rowOfName('STATUS_WORD');
const UNIT_STATE = rowOfName('MFR_UNIT_STATE');
const ENERGY_TOTAL = rowOfName('MFR_ENERGY_TOTAL');

/** No value of the row was encoded yet. Not a value of any channel. */
const NOT_SHOWN = -0x8000_0000;

/** Channel of each row that shows one. Read-only once built. */
const CHANNEL_OF_ROW = Uint8Array.from(ROWS, ({ origin }) => (origin.kind === 'channel' ? origin.channel : 0));

/** Rows whose value comes from there. */
const rowsOfKind = (...kinds: readonly CommandSpec['origin']['kind'][]): Uint8Array =>
  Uint8Array.from(ROWS.keys()).filter((row) => kinds.includes(ROWS[row]!.origin.kind));

const OPERATIONS: readonly number[] = Object.values(Operation);
const PROTECTIONS: readonly number[] = Object.values(WriteProtect);

/** Bytes after the code that a write of this shape carries, PEC not counted. */
const SHORTEST = { none: 0, send: 0, byte: 1, word: 2, 'byte-or-word': 1, block: 1 } as const;
const LONGEST = { none: 0, send: 0, byte: 1, word: 2, 'byte-or-word': 2, block: 33 } as const;

export interface DeviceOptions {
  readonly model: DeviceModel;
  readonly sink: ReplySink;
  /** OPERATION after reset. */
  readonly operation: number;
  /** WRITE_PROTECT after reset. */
  readonly writeProtect: number;
  /** False: WRITE_PROTECT itself cannot be written (security: closed). */
  readonly mayLiftProtection: boolean;
}

export class PmbusDevice {
  readonly #model: DeviceModel;
  readonly #sink: ReplySink;
  readonly #replies: ReplyWriter;
  readonly #mayLift: boolean;
  readonly #registers = new Int32Array(COMMANDS.length);
  readonly #writers: readonly (BlockWriter | undefined)[];
  /** Rows that show a measurement, and the value of each as it was last encoded. */
  readonly #channelRows = rowsOfKind('channel');
  readonly #shown = new Int32Array(COMMANDS.length).fill(NOT_SHOWN);
  /** Rows that follow the status registers. */
  readonly #statusRows = rowsOfKind('status', 'summary');
  #statusVersion = -1;
  #unitVersion = -1;

  constructor(options: DeviceOptions) {
    this.#model = options.model;
    this.#sink = options.sink;
    this.#replies = new ReplyWriter(options.sink);
    this.#mayLift = options.mayLiftProtection;
    const writers: Readonly<Record<string, BlockWriter | undefined>> = BLOCK_WRITERS;
    this.#writers = ROWS.map((spec) => writers[spec.name]);
    ROWS.forEach((spec, row) => {
      if (spec.origin.kind === 'register') this.#registers[row] = spec.origin.initial;
    });
    this.#registers[OPERATION] = options.operation;
    this.#registers[WRITE_PROTECT] = options.writeProtect;
    for (let row = 0; row < ROWS.length; row++) this.#refreshRow(row);
    this.#announceWrites();
  }

  /** The operator wants the unit on. */
  get wanted(): boolean {
    return (this.#registers[OPERATION]! & Operation.on) !== 0;
  }

  /** Publishes what changed. Runs every tick: looks at versions before it looks at rows. */
  refresh(): void {
    const { status, unit } = this.#model;
    for (let i = 0; i < this.#channelRows.length; i++) this.#refreshChannel(this.#channelRows[i]!);
    if (status.version !== this.#statusVersion) {
      this.#statusVersion = status.version;
      for (let i = 0; i < this.#statusRows.length; i++) this.#refreshRow(this.#statusRows[i]!);
    }
    if (unit.version !== this.#unitVersion) {
      this.#unitVersion = unit.version;
      this.#refreshBlock(UNIT_STATE);
    }
    this.#refreshBlock(ENERGY_TOTAL);
  }

  /**
   * Carries out a write as the target port gives it: `bytes[0]` counts what follows, `bytes[1]` is the code, the PEC is gone.
   * @returns 0, or the STATUS_CML bits that the write earned.
   */
  handle(bytes: Uint8Array): number {
    const row = ROW_OF_CODE[bytes[1]!]!;
    if (row === NOT_SUPPORTED) return Cml.invalidCommand;
    const spec = ROWS[row]!;
    if (spec.write === 'none' || !this.#isWritable(spec.protection)) return Cml.invalidCommand;
    const value = bytes[0]! > 2 ? bytes[2]! | (bytes[3]! << 8) : bytes[2]!;
    switch (spec.origin.kind) {
      case 'action':
        this.#model.status.clearAll();
        return 0;
      case 'status':
        this.#model.status.clearBits(spec.origin.register, value);
        return 0;
      case 'summary':
        this.#model.status.clearWord(value);
        return 0;
      case 'register':
        return this.#writeRegister(row, value);
      default:
        return Cml.invalidCommand;
    }
  }

  #writeRegister(row: number, value: number): number {
    if (row === OPERATION && !OPERATIONS.includes(value)) return Cml.invalidData;
    if (row === WRITE_PROTECT && !PROTECTIONS.includes(value)) return Cml.invalidData;
    this.#registers[row] = value;
    this.#refreshRow(row);
    if (row === WRITE_PROTECT) this.#announceWrites();
    return 0;
  }

  #isWritable(protection: Protection): boolean {
    const level = this.#registers[WRITE_PROTECT]!;
    switch (protection) {
      case 'never':
        return true;
      case 'write-protect':
        return this.#mayLift;
      case 'operation':
        return level !== WriteProtect.all;
      case 'configuration':
        return level === WriteProtect.none;
      default:
        return protection satisfies never;
    }
  }

  /** Tells the port which writes to take, so that a refused one is refused on the wire. */
  #announceWrites(): void {
    for (const spec of ROWS) {
      if (spec.write === 'none') continue;
      if (this.#isWritable(spec.protection)) this.#sink.accept(spec.code, SHORTEST[spec.write], LONGEST[spec.write]);
      else this.#sink.forbid(spec.code);
    }
  }

  #refreshRow(row: number): void {
    const spec = ROWS[row]!;
    const width = spec.read === 'word' ? 2 : 1;
    const { origin } = spec;
    switch (origin.kind) {
      case 'channel':
        this.#refreshChannel(row);
        return;
      case 'register':
        this.#replies.scalar(row, this.#registers[row]!, width);
        return;
      case 'constant':
        this.#replies.scalar(row, origin.value, width);
        return;
      case 'status':
        this.#replies.scalar(row, this.#model.status.read(origin.register), width);
        return;
      case 'summary':
        this.#replies.scalar(row, this.#model.status.word() & (row === STATUS_WORD ? 0xffff : 0xff), width);
        return;
      case 'action':
        return;
      default:
        this.#refreshBlock(row);
    }
  }

  #refreshChannel(row: number): void {
    const { snapshot } = this.#model;
    const channel = CHANNEL_OF_ROW[row]! as Channel;
    const value = snapshot.isValid(channel) ? snapshot.value[channel]! : NOT_SHOWN;
    if (value === this.#shown[row]) return;
    this.#shown[row] = value;
    if (value === NOT_SHOWN) this.#replies.drop(row);
    else
      this.#replies.scalar(row, ROWS[row]!.format === 'ulinear16' ? encodeUlinear16(value) : encodeLinear11(value), 2);
  }

  #refreshBlock(row: number): void {
    const writer = this.#writers[row];
    if (writer === undefined) return;
    const out = this.#replies.scratch;
    const end = writer(out, 1, this.#model);
    out[0] = end - 1;
    this.#replies.block(row, end);
  }
}
