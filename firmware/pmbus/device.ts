// The PMBus device: publishes replies from the table and carries out writes. Knows no bus and no gate.
// A register that is written publishes its own reply. After any other write, and one that asks for something (Effect in row-columns.ts), the
// caller lets the rest of the firmware react, calls `refresh`, and only then reports the write as done.
import { Cycle } from '../power/hot-swap-state';
import { noWish, type PowerWish } from '../power/wish';
import { CHANNEL_COUNT } from '../snapshot/channels';
import { FIRST_CHANNEL, ReadingStatus } from '../snapshot/snapshot';
import { integers } from '../units/integers';
import { AlertMask } from './alert-mask';
import { BLOCK_WRITERS, type BlockWriter, PRESET_BLOCKS } from './block-writers';
import { getInteger } from './bytes';
import {
  NOT_SUPPORTED,
  OnOffConfig,
  Operation,
  PowerCycle,
  ROW_OF_CODE,
  ROWS,
  rowOfName,
  rowsOfKind,
} from './commands';
import type { DeviceModel } from './device-model';
import { queryByte } from './query';
import type { Registers } from './registers';
import type { ReplySink } from './reply-sink';
import { ReplyWriter } from './reply-writer';
import { decodeRow, encodeRow, INITIAL, IS_WRITTEN, KIND, Kind, STATUS_REGISTER, WIDTH } from './row-columns';
import { Cml, Manufacturer, StatusRegister } from './status-bits';
import { WriteGate } from './write-gate';

const OPERATION = rowOfName('OPERATION');
const ON_OFF_CONFIG = rowOfName('ON_OFF_CONFIG');
const WRITE_PROTECT = rowOfName('WRITE_PROTECT');
const STATUS_WORD = rowOfName('STATUS_WORD');
const UNIT_STATE = rowOfName('MFR_UNIT_STATE');
const QUERY = rowOfName('QUERY');
const SMBALERT_MASK = rowOfName('SMBALERT_MASK');
const TIME = rowOfName('MFR_TIME');
const POWER_CYCLE = rowOfName('MFR_POWER_CYCLE');
const LOG_STATE = rowOfName('MFR_LOG_STATE');
const LOG_RECORD = rowOfName('MFR_LOG_RECORD');
const BLACK_BOX = rowOfName('MFR_BLACK_BOX');
const STORE_USER_ALL = rowOfName('STORE_USER_ALL');
const RESTORE_USER_ALL = rowOfName('RESTORE_USER_ALL');

const ALONE = 0xff;
/** The channel has no value, or none was encoded yet. Not a value of any channel. */
const NOT_SHOWN = -0x8000_0000;
/** A write of MFR_TIME or MFR_LOG_RECORD: count, code, block count, four bytes. */
const INTEGER_WRITE_BYTES = 6;
const INTEGER_BYTES = 4;

/** The rows of each channel, as a chain: its first one, and behind each the next. Read-only once built. */
const NO_ROW = 0xff;
const FIRST_ROW = new Uint8Array(CHANNEL_COUNT).fill(NO_ROW);
const NEXT_ROW = new Uint8Array(ROWS.length).fill(NO_ROW);
for (let row = ROWS.length - 1; row >= 0; row--) {
  const { origin } = ROWS[row]!;
  if (origin.kind !== 'channel') continue;
  NEXT_ROW[row] = FIRST_ROW[origin.channel]!;
  FIRST_ROW[origin.channel] = row;
}
/** Blocks that follow time: one of them is composed per round, in turn. */
const TURNS = rowsOfKind('block').filter(
  (row) =>
    row !== UNIT_STATE && !['MFR_WIRE', 'MFR_HARDWARE', 'MFR_LOG_RECORD', 'MFR_BLACK_BOX'].includes(ROWS[row]!.name),
);
/** Rows that follow the status registers. */
const STATUS_ROWS = rowsOfKind('status', 'summary', 'alone');
const BLOCK_ROWS = rowsOfKind('block', 'identity');
const OTHER_BLOCK_ROWS = BLOCK_ROWS.filter((row) => !(PRESET_BLOCKS as readonly string[]).includes(ROWS[row]!.name));
const WRITER_OF_NAME: Readonly<Record<string, BlockWriter | undefined>> = BLOCK_WRITERS;
/** By row. */
const WRITERS = ROWS.map(({ name }) => WRITER_OF_NAME[name]);
/** A block of them is at most this many rounds of the BMC old (bmc.ts). */
export const OLDEST_BLOCK_ROUNDS = TURNS.length;

export interface DeviceOptions {
  readonly model: DeviceModel;
  readonly sink: ReplySink;
  readonly registers: Registers;
  /** False: WRITE_PROTECT itself cannot be written (security: closed). */
  readonly mayLiftProtection: boolean;
  /** The sink shows the blocks of `PRESET_BLOCKS` by itself. */
  readonly hasPresets?: boolean;
}

export class PmbusDevice {
  readonly #model: DeviceModel;
  readonly #registers: Registers;
  readonly #replies: ReplyWriter;
  readonly #gate: WriteGate;
  readonly #alertMask = new AlertMask();
  /** The value of each channel as it was last encoded. */
  readonly #shown = integers(CHANNEL_COUNT, NOT_SHOWN);
  readonly #wish = noWish();
  /** What the bus asked of the store. Whoever carries it out strikes it out. */
  readonly storeWish = { store: false, restore: false };
  #wishVersion = -1;
  #snapshotVersion = -1;
  #statusVersion = -1;
  #unitVersion = -1;
  #turn = 0;

  constructor(options: DeviceOptions) {
    this.#model = options.model;
    this.#registers = options.registers;
    this.#replies = new ReplyWriter(options.sink);
    this.#gate = new WriteGate(options.sink, options.registers, options.mayLiftProtection);
    this.#showFirst(options.hasPresets === true);
    this.#statusVersion = this.#model.status.version;
    this.#unitVersion = this.#model.unit.version;
    this.refresh();
    this.#gate.announce();
  }

  /** Every reply of a start: numbers in one call, as most are the table's, and blocks. Readings come with the snapshot. */
  #showFirst(hasPresets: boolean): void {
    const replies = this.#replies;
    const registers = this.#registers;
    for (let i = 0; i < registers.movedCount; i++) {
      const row = registers.movedRow(i);
      replies.setFirst(row, encodeRow(row, registers.get(row)));
    }
    for (let i = 0; i < STATUS_ROWS.length; i++) replies.setFirst(STATUS_ROWS[i]!, this.#statusOf(STATUS_ROWS[i]!));
    replies.publishFirst();
    const blocks = hasPresets ? OTHER_BLOCK_ROWS : BLOCK_ROWS;
    for (let i = 0; i < blocks.length; i++) this.#refreshBlock(blocks[i]!);
  }

  /** What the operator wants, as of this call. Whoever carries a cycle or a reset out strikes it out. */
  get wish(): PowerWish {
    const registers = this.#registers;
    const wish = this.#wish;
    if (registers.version === this.#wishVersion) return wish;
    this.#wishVersion = registers.version;
    const operation = registers.get(OPERATION);
    wish.wanted = registers.get(ON_OFF_CONFIG) === OnOffConfig.always || (operation & Operation.on) !== 0;
    wish.graceful = operation === Operation.softOff;
    return wish;
  }

  /** After a restore: every register is shown anew. */
  refreshRegisters(): void {
    for (let row = 0; row < ROWS.length; row++) if (KIND[row] === Kind.register) this.#refreshRow(row);
  }

  /** Behind STORE_USER_ALL: a read right behind it is not told that nothing is being stored. */
  refreshLogState(): void {
    this.#refreshBlock(LOG_STATE);
  }

  /** Publishes what changed. Runs every tick: looks at versions before it looks at rows. */
  refresh(): void {
    const { snapshot, status, unit } = this.#model;
    if (snapshot.version !== this.#snapshotVersion) {
      const changes = snapshot.changesSince(this.#snapshotVersion);
      this.#snapshotVersion = snapshot.version;
      this.#refreshChannels(changes);
    }
    if (status.version !== this.#statusVersion) {
      this.#statusVersion = status.version;
      for (let i = 0; i < STATUS_ROWS.length; i++) this.#refreshRow(STATUS_ROWS[i]!);
    }
    if (unit.version !== this.#unitVersion) {
      this.#unitVersion = unit.version;
      this.#refreshBlock(UNIT_STATE);
    }
  }

  /** Composes one of the blocks that follow time. Call once per round. */
  refreshTurn(): void {
    this.#refreshBlock(TURNS[this.#turn]!);
    this.#turn = this.#turn + 1 === TURNS.length ? 0 : this.#turn + 1;
  }

  /**
   * Carries out a write as the target port gives it: `bytes[0]` counts what follows, `bytes[1]` is the code, the PEC is gone.
   * @returns 0, or the STATUS_CML bits that the write earned.
   */
  handle(bytes: Uint8Array): number {
    const row = ROW_OF_CODE[bytes[1]!]!;
    if (row === NOT_SUPPORTED) return Cml.invalidCommand;
    const kind = KIND[row]!;
    if (kind === Kind.question) return this.#answer(row, bytes);
    if (IS_WRITTEN[row] === 0 || !this.#gate.isWritable(row)) return Cml.invalidCommand;
    const value = getInteger(bytes, 2, bytes[0]! - 1);
    switch (kind) {
      case Kind.register:
        return this.#writeRegister(row, value);
      case Kind.action:
        return this.#act(row);
      case Kind.status:
        this.#model.status.clearBits(STATUS_REGISTER[row] as StatusRegister, value);
        return 0;
      case Kind.summary:
        this.#model.status.clearWord(value);
        return 0;
      case Kind.request:
        return this.#request(row, value);
      default:
        if (row === TIME) return this.#setTime(bytes);
        return row === LOG_RECORD || row === BLACK_BOX ? this.#seek(row, bytes) : Cml.invalidCommand;
    }
  }

  #writeRegister(row: number, raw: number): number {
    const value = decodeRow(row, raw);
    if (!this.#registers.set(row, value)) return Cml.invalidData;
    this.#replies.scalar(row, encodeRow(row, value), WIDTH[row]!);
    if (row === WRITE_PROTECT) this.#gate.announce();
    return 0;
  }

  #request(row: number, value: number): number {
    if (ROWS[row]!.values?.includes(value) !== true) return Cml.invalidData;
    if (row === POWER_CYCLE) this.#wish.cycle = value === PowerCycle.graceful ? Cycle.graceful : Cycle.hard;
    else this.#wish.reset = true;
    return 0;
  }

  #act(row: number): number {
    if (row === STORE_USER_ALL) this.storeWish.store = true;
    else if (row === RESTORE_USER_ALL) this.storeWish.restore = true;
    else this.#model.status.clearAll();
    return 0;
  }

  #seek(row: number, bytes: Uint8Array): number {
    if (bytes[0] !== INTEGER_WRITE_BYTES || bytes[2] !== INTEGER_BYTES) return Cml.invalidData;
    const { log } = this.#model;
    if (row === LOG_RECORD) log.seek(getInteger(bytes, 3, INTEGER_BYTES));
    else log.seekBox(getInteger(bytes, 5, 2), getInteger(bytes, 3, 2));
    this.#refreshBlock(row);
    return 0;
  }

  #setTime(bytes: Uint8Array): number {
    if (bytes[0] !== INTEGER_WRITE_BYTES || bytes[2] !== INTEGER_BYTES) return Cml.invalidData;
    const { clock, energy } = this.#model;
    clock.set(getInteger(bytes, 3, INTEGER_BYTES));
    energy.epoch = clock.unixTime === 0 ? 0 : clock.unixTime - clock.uptime;
    this.#refreshBlock(TIME);
    return 0;
  }

  /** A process call, or the write of a mask. Both have two bytes behind the code; a block count of 1 is no status code. */
  #answer(row: number, bytes: Uint8Array): number {
    const isQuestion = bytes[2] === 1;
    const subject = isQuestion ? bytes[3]! : bytes[2]!;
    if (row === QUERY) {
      if (isQuestion) this.#publishAnswer(row, queryByte(subject));
      else this.#replies.drop(row);
      return isQuestion ? 0 : Cml.invalidData;
    }
    if (row !== SMBALERT_MASK) return Cml.invalidCommand;
    if (isQuestion) {
      const mask = this.#alertMask.get(subject);
      if (mask === undefined) this.#replies.drop(row);
      else this.#publishAnswer(row, mask);
      return mask === undefined ? Cml.invalidData : 0;
    }
    if (!this.#gate.isWritable(row)) return Cml.invalidCommand;
    return this.#alertMask.set(subject, bytes[3]!) ? 0 : Cml.invalidData;
  }

  #publishAnswer(row: number, byte: number): void {
    this.#replies.scratch[0] = 1;
    this.#replies.scratch[1] = byte;
    this.#replies.block(row, 2);
  }

  #refreshRow(row: number): void {
    const width = WIDTH[row]!;
    switch (KIND[row]) {
      case Kind.register:
        this.#replies.scalar(row, encodeRow(row, this.#registers.get(row)), width);
        return;
      case Kind.constant:
        this.#replies.scalar(row, INITIAL[row]!, width);
        return;
      case Kind.status:
      case Kind.summary:
      case Kind.alone:
        this.#replies.scalar(row, this.#statusOf(row), width);
        return;
      case Kind.block:
        this.#refreshBlock(row);
        return;
      default:
        // A channel comes with the snapshot; the others have no value.
        return;
    }
  }

  /** The number of a row that follows the status registers. */
  #statusOf(row: number): number {
    const { status } = this.#model;
    if (KIND[row] === Kind.status) return status.read(STATUS_REGISTER[row] as StatusRegister);
    if (KIND[row] === Kind.alone) return this.#isAlone ? ALONE : 0;
    return status.word() & (row === STATUS_WORD ? 0xffff : 0xff);
  }

  /** A 0 wins over a 1 on the bus: of two units the one that saw the other is heard. */
  get #isAlone(): boolean {
    return (this.#model.status.read(StatusRegister.manufacturer) & Manufacturer.addressConflict) === 0;
  }

  /** @param changes a bit for each channel that may be another one */
  #refreshChannels(changes: number): void {
    const { value, status } = this.#model.snapshot;
    const shown = this.#shown;
    for (let bits = changes; bits !== 0; bits &= bits - 1) {
      const i = FIRST_CHANNEL[bits]!;
      const now = status[i] === ReadingStatus.valid ? value[i]! : NOT_SHOWN;
      if (now === shown[i]) continue;
      shown[i] = now;
      this.#showChannel(i, now);
    }
  }

  /** Each row of the channel. */
  #showChannel(channel: number, value: number): void {
    for (let row = FIRST_ROW[channel]!; row !== NO_ROW; row = NEXT_ROW[row]!) {
      if (value === NOT_SHOWN) this.#replies.drop(row);
      else this.#replies.scalar(row, encodeRow(row, value), 2);
    }
  }

  #refreshBlock(row: number): void {
    const writer = WRITERS[row];
    if (writer === undefined) return;
    const out = this.#replies.scratch;
    const end = writer(out, 1, this.#model);
    out[0] = end - 1;
    this.#replies.block(row, end);
  }
}
