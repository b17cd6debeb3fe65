// PMBus client over a bus adapter: shapes, PEC and formats from the firmware's own command table.

import type { CommandSpec } from '../../firmware/pmbus/command-spec';
import { COMMANDS, type CommandName, Feature, WriteProtect } from '../../firmware/pmbus/commands';
import { type DecodedValue, decodeReply } from '../../firmware/pmbus/decode';
import { BOX_CHUNK_BYTES, NO_SEQUENCE } from '../../firmware/pmbus/log-view';
import { Word } from '../../firmware/pmbus/status-bits';
import { addressOfSlot } from '../../firmware/smbus/limits';
import { BOX_PAGES_BYTES } from '../../firmware/store/black-box';
import type { BusAdapter } from './bus-adapter';
import type { EventRecord } from './event-text';
import { answerOf, beginsIdle, isPoison, questionMessages, readMessages, replyOf, writeMessages } from './packets';
import type { TransferResult } from './transfer';
import { UnitError } from './unit-error';
import { isWholeBox } from './whole-box';
import { dataOf, integerOf } from './write-data';

export interface Reading {
  readonly value: DecodedValue;
  readonly unit: string;
  /** As on the wire, hexadecimal, count byte included, PEC not. */
  readonly raw: string;
}

/** A write that is refused as busy is tried again so often, so long after. */
const MOST_BUSY_TRIES = 400;
const BUSY_DELAY_MS = 1;
/** A read that the barrier's end refused is asked again so often; each time the barrier may hold the clock for 10 ms. */
const MOST_BARRIER_TRIES = 40;
/** An order that was dropped is given again so often. */
const MOST_ORDERS = 5;
/** From an answer of the firmware until it shows what was refused before it: two of its ticks. */
const TOLD_MS = 20;
/** An erase that began between a question and an order drops the order, and until it ends nothing tells of that (docs/faults.md). */
const LONGEST_ERASE_MS = 400;
/** A black box whose bytes do not belong together: a question was dropped, or a newer box came meanwhile. */
const MOST_BOX_TRIES = 3;
/** Without clock stretching a read has to wait for the firmware: longer than the barrier. */
const NO_STRETCH_DELAY_MS = 12;

const byName = new Map<string, CommandSpec>(COMMANDS.map((spec) => [spec.name, spec]));

/** Row by name (any case) or by code (0x88). */
export function findCommand(text: string): CommandSpec | undefined {
  const named = byName.get(text.toUpperCase());
  if (named) return named;
  const code = /^(0x[0-9a-f]{1,2}|\d{1,3})$/i.test(text) ? Number(text) : Number.NaN;
  return (COMMANDS as readonly CommandSpec[]).find((spec) => spec.code === code);
}

const isRefusal = (error: unknown): boolean => error instanceof UnitError && error.kind === 'refused';
const isDamage = (error: unknown): boolean => error instanceof UnitError && error.kind === 'bad-pec';
const isBlankBox = (bytes: Uint8Array): boolean => bytes.subarray(0, BOX_CHUNK_BYTES).every((byte) => byte === 0xff);
const specOf = (name: CommandName): CommandSpec => byName.get(name)!;
const hexCode = (code: number): string => `0x${code.toString(16).padStart(2, '0').toUpperCase()}`;
const sleepByTheClock = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class PmbusClient {
  readonly #adapter: BusAdapter;
  readonly #sleep: (ms: number) => Promise<void>;
  /** Slots with a write behind which no read was answered yet: the unit may still carry it out. */
  readonly #written = new Set<number>();

  /** `sleep`: how it waits before it tries again; a bus in virtual time has its own way. */
  constructor(adapter: BusAdapter, sleep?: (ms: number) => Promise<void>) {
    this.#adapter = adapter;
    this.#sleep = sleep ?? adapter.sleep?.bind(adapter) ?? sleepByTheClock;
  }

  /** True where the address of the slot is acknowledged. */
  async isPresent(slot: number): Promise<boolean> {
    const result = await this.#adapter.transfer([{ address: addressOfSlot(slot), write: new Uint8Array(0) }]);
    return result.status === 'ok';
  }

  /** Reads a command and decodes it. @throws UnitError */
  async read(slot: number, spec: CommandSpec): Promise<Reading> {
    const bytes = await this.readBytes(slot, spec);
    const value = decodeReply(spec, bytes);
    if (value === undefined)
      throw new UnitError('malformed', `slot ${slot}: ${spec.name}: the reply has a wrong length`);
    return { value, unit: spec.unit, raw: Buffer.from(bytes).toString('hex') };
  }

  /** A scalar by name. @throws UnitError */
  async readNumber(slot: number, name: CommandName): Promise<number> {
    return (await this.read(slot, specOf(name))).value as number;
  }

  /** The fields of a block by name. @throws UnitError */
  async readFields(slot: number, name: CommandName): Promise<Readonly<Record<string, number | string>>> {
    return (await this.read(slot, specOf(name))).value as Readonly<Record<string, number | string>>;
  }

  /** A text by name. @throws UnitError */
  async readText(slot: number, name: CommandName): Promise<string> {
    return (await this.read(slot, specOf(name))).value as string;
  }

  /** Reply bytes, PEC checked and taken off. @throws UnitError */
  async readBytes(slot: number, spec: CommandSpec): Promise<Uint8Array> {
    if (spec.read === 'none') throw new UnitError('refused', `${spec.name} cannot be read`);
    if (spec.read === 'process')
      throw new UnitError('refused', `${spec.name} answers a question: it cannot be read alone`);
    if (spec.name === 'MFR_WIRE') return this.#readWire(slot);
    const isBehindWrite = this.#written.has(slot);
    try {
      return await this.#readOnce(slot, spec);
    } catch (error) {
      if (!isBehindWrite || !isRefusal(error)) throw error;
      if (this.#written.has(slot)) await this.#readWire(slot);
      return this.#readOnce(slot, spec);
    }
  }

  /** MFR_WIRE is always there: a refusal behind a write is the barrier's, and its answer says that the write is done. @throws UnitError */
  async #readWire(slot: number): Promise<Uint8Array> {
    for (let tries = 0; ; tries++) {
      const isBehindWrite = this.#written.has(slot);
      try {
        return await this.#readOnce(slot, specOf('MFR_WIRE'));
      } catch (error) {
        // Who refuses by poison, which MFR_WIRE tells, is not known yet.
        if (!isBehindWrite || tries === MOST_BARRIER_TRIES || !(isRefusal(error) || isDamage(error))) throw error;
        await this.#sleep(BUSY_DELAY_MS);
      }
    }
  }

  async #readOnce(slot: number, spec: CommandSpec): Promise<Uint8Array> {
    const result = await this.#adapter.transfer(readMessages(slot, spec));
    const what = `slot ${slot}: ${spec.name}`;
    const isPoisoned = isPoison(result);
    if (!isPoisoned) await this.#assertOk(result, slot, what);
    const reply = replyOf(slot, spec, result);
    if (reply !== undefined && !isPoisoned) {
      this.#written.delete(slot);
      return reply;
    }
    if (beginsIdle(result) && spec.name !== 'MFR_WIRE' && (await this.#refusesByPoison(slot))) {
      throw new UnitError('refused', `${what}: the unit refused the read`);
    }
    throw new UnitError('bad-pec', `${what}: wrong packet error code, the reply was damaged on the bus`);
  }

  /** A write that this client did not send: the read behind it may be refused as behind its own. */
  wrote(slot: number): void {
    this.#written.add(slot);
  }

  /**
   * Writes `value` (an integer of the row's width; none for a send byte) and reads it back where it can be. A unit that refuses by poison
   * drops a write without a word while its flash is erased: it is sent again then, as one that is refused in words. @throws UnitError
   */
  async write(slot: number, spec: CommandSpec, value = 0): Promise<void> {
    const data = dataOf(spec, value);
    if (spec.origin.kind !== 'register' || spec.read === 'none') return this.#order(slot, spec, data);
    await this.#send(slot, spec, data);
    if (await this.#holds(slot, spec, data)) return;
    // An answer of the firmware: no erase is under way.
    if (await this.#refusesByPoison(slot)) {
      await this.query(slot, spec.code);
      await this.#send(slot, spec, data);
      if (await this.#holds(slot, spec, data)) return;
    }
    throw await this.#writeRefused(slot, `slot ${slot}: ${spec.name}`);
  }

  async #holds(slot: number, spec: CommandSpec, data: readonly number[]): Promise<boolean> {
    return decodeReply(spec, await this.readBytes(slot, spec)) === decodeReply(spec, Uint8Array.from(data));
  }

  /**
   * A write that cannot be read back: an order, bits of a status that may be set again at once. BUSY of STATUS_WORD tells that it was
   * dropped (PMBus Part II 1.3.1, section 17.1): it is given when BUSY is not set and no erase is under way, and nothing else is sent until
   * BUSY would be told. Never twice without that: a second power cycle ends the first.
   */
  async #order(slot: number, spec: CommandSpec, data: readonly number[]): Promise<void> {
    // Not by a guess where the answer was damaged: the order would be lost without a word.
    if (!(await this.#saysPoison(slot))) return this.#send(slot, spec, data);
    const status = specOf('STATUS_WORD');
    for (let tries = 0; tries < MOST_ORDERS; tries++) {
      // Questions that came in an erase set it as well.
      await this.query(slot, spec.code);
      await this.#sleep(TOLD_MS);
      if (await this.#isBusy(slot)) await this.#send(slot, status, dataOf(status, Word.busy));
      if (await this.#isBusy(slot)) continue;
      await this.#send(slot, spec, data);
      await this.#sleep(LONGEST_ERASE_MS + TOLD_MS);
      if (!(await this.#isBusy(slot))) return;
    }
    throw new UnitError('refused', `slot ${slot}: ${spec.name}: the unit is busy`);
  }

  async #isBusy(slot: number): Promise<boolean> {
    return ((await this.readNumber(slot, 'STATUS_WORD')) & Word.busy) !== 0;
  }

  /** Tells the unit the time of day, seconds of Unix time. @throws UnitError */
  writeTime(slot: number, unixSeconds: number): Promise<void> {
    return this.#order(slot, specOf('MFR_TIME'), integerOf(unixSeconds));
  }

  /** The first record of the event log from `sequence` on; undefined where there is none. @throws UnitError */
  async readEvent(slot: number, sequence: number): Promise<EventRecord | undefined> {
    for (let tries = 0; ; tries++) {
      await this.#writeInteger(slot, 'MFR_LOG_RECORD', sequence);
      const record = (await this.readFields(slot, 'MFR_LOG_RECORD')) as unknown as EventRecord;
      if (record.sequence === sequence) return record;
      if (tries === MOST_BUSY_TRIES || (await this.#isAnswer(slot, sequence, record.sequence)))
        return record.sequence === NO_SEQUENCE ? undefined : record;
      await this.#sleep(BUSY_DELAY_MS);
    }
  }

  /** A unit that refuses by poison drops a write without a word while its flash is busy, and answers the question before it. */
  async #isAnswer(slot: number, asked: number, given: number): Promise<boolean> {
    const { oldest, next } = (await this.readFields(slot, 'MFR_LOG_STATE')) as Readonly<Record<string, number>>;
    return given === (asked < next! ? Math.max(asked, oldest!) : NO_SEQUENCE);
  }

  /** The bytes of a black box, 0 the newest: all that its sector holds of it. Read anew where they do not belong together. @throws UnitError */
  async readBox(slot: number, box: number): Promise<Uint8Array> {
    let bytes = await this.#readBoxOnce(slot, box);
    for (let tries = 1; tries < MOST_BOX_TRIES && !isBlankBox(bytes) && !isWholeBox(bytes); tries++)
      bytes = await this.#readBoxOnce(slot, box);
    return bytes;
  }

  async #readBoxOnce(slot: number, box: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(BOX_PAGES_BYTES);
    for (let at = 0; at < bytes.length; at += BOX_CHUNK_BYTES) {
      await this.#writeInteger(slot, 'MFR_BLACK_BOX', box * 0x1_0000 + at);
      bytes.set((await this.readBytes(slot, specOf('MFR_BLACK_BOX'))).subarray(1), at);
      // No box there: the rest is the same.
      if (at === 0 && isBlankBox(bytes)) break;
    }
    return bytes;
  }

  #writeInteger(slot: number, name: CommandName, value: number): Promise<void> {
    return this.#send(slot, specOf(name), integerOf(value));
  }

  /** What the unit does with a code, by QUERY. PMBus Part II 1.3.1, section 11.13. @throws UnitError */
  async query(slot: number, code: number): Promise<number> {
    return this.#askByte(slot, specOf('QUERY'), code);
  }

  /** Puts a question by process call and gives the one byte of its answer. */
  async #askByte(slot: number, spec: CommandSpec, subject: number): Promise<number> {
    const messages = questionMessages(slot, spec, subject);
    let result = await this.#adapter.transfer(messages);
    const what = `slot ${slot}: ${spec.name}`;
    // A question is refused as busy while the flash is erased, as a write is, and where the firmware had no time for it.
    const isRefused = (): boolean => result.status.endsWith('-nack') || isPoison(result);
    for (let tries = 0; isRefused() && tries < MOST_BUSY_TRIES; tries++) {
      if (!(await this.isPresent(slot))) break;
      await this.#sleep(BUSY_DELAY_MS);
      result = await this.#adapter.transfer(messages);
    }
    await this.#assertOk(result, slot, what);
    const answer = answerOf(slot, spec, subject, result);
    if (answer !== undefined) return answer;
    throw new UnitError('bad-pec', `${what}: wrong packet error code, the reply was damaged on the bus`);
  }

  /** A write with its PEC. @throws UnitError */
  async #send(slot: number, spec: CommandSpec, data: readonly number[]): Promise<void> {
    const messages = writeMessages(slot, spec, data);
    this.wrote(slot);
    let result = await this.#adapter.transfer(messages);
    const what = `slot ${slot}: ${spec.name}`;
    for (let tries = 0; result.status === 'data-nack' && tries < MOST_BUSY_TRIES; tries++) {
      if (await this.#isProtected(slot, spec)) break;
      await this.#sleep(BUSY_DELAY_MS);
      result = await this.#adapter.transfer(messages);
    }
    if (result.status === 'data-nack') throw await this.#writeRefused(slot, what);
    await this.#assertOk(result, slot, what);
    if (!this.#adapter.stretches) await this.#sleep(NO_STRETCH_DELAY_MS);
  }

  /** WRITE_PROTECT explains the refusal. Else the flash may be busy: an erase takes 45 ms, 400 at the most. */
  async #isProtected(slot: number, { protection }: CommandSpec): Promise<boolean> {
    if (protection === 'never') return false;
    try {
      if (protection === 'write-protect') return (await this.readFields(slot, 'MFR_UNIT_STATE')).security === 'closed';
      const level = await this.readNumber(slot, 'WRITE_PROTECT');
      return protection === 'operation' ? level === WriteProtect.all : level !== WriteProtect.none;
    } catch {
      return true;
    }
  }

  async #assertOk(result: TransferResult, slot: number, what: string): Promise<void> {
    switch (result.status) {
      case 'ok':
        return;
      case 'address-nack':
      case 'data-nack':
        if (await this.isPresent(slot)) throw new UnitError('refused', `${what}: the unit refused the command`);
        throw new UnitError('absent', `slot ${slot}: no unit answers at ${hexCode(addressOfSlot(slot))}`);
      default:
        throw new UnitError('bus', `${what}: bus error (${result.status})`);
    }
  }

  async #refusesByPoison(slot: number): Promise<boolean> {
    try {
      return await this.#saysPoison(slot);
    } catch {
      return false;
    }
  }

  /** @throws UnitError where it does not say */
  async #saysPoison(slot: number): Promise<boolean> {
    const wire = await this.readFields(slot, 'MFR_WIRE');
    return ((wire.features as number) & Feature.poisonRefusal) !== 0;
  }

  async #writeRefused(slot: number, what: string): Promise<UnitError> {
    try {
      const level = await this.readNumber(slot, 'WRITE_PROTECT');
      if (level !== WriteProtect.none) {
        const state = await this.readFields(slot, 'MFR_UNIT_STATE');
        const why = state.security === 'closed' ? 'security: closed' : `WRITE_PROTECT is ${hexCode(level)}`;
        return new UnitError('refused', `${what}: refused, the unit is write-protected (${why})`);
      }
    } catch {
      // The reason stays unknown; the refusal itself is what is reported.
    }
    return new UnitError('refused', `${what}: the unit refused the write`);
  }
}
