// One slot of the rack under test: its unit as the plant has it, the way to it over the bus, and its log as read over that bus.
import type { CommandName } from '../../firmware/pmbus/commands';
import type { EventRecord } from '../client/event-text';
import { explainEvent } from '../client/event-text';
import { findCommand, PmbusClient } from '../client/pmbus-client';
import { UnitError } from '../client/unit-error';
import type { Rack } from '../rack/rack';
import type { Unit } from '../rack/unit';
import type { Clock } from './clock';
import { DisturbedBus } from './disturbed-bus';
import type { History } from './history';
import type { UnitWatch } from './plant-watch';

/** A BMC that starts, or erases a sector, is asked again until then. */
const PATIENCE_MS = 5000;
const RETRY_MS = 20;
/** From a fault that is over to a unit that is on: a black-out, the stagger of slot 15, retries by hand. */
const RECOVERY_MS = 30_000;
const POLL_MS = 50;
const OFF = 0x00;
const ON = 0x80;

export interface PlaceOptions {
  readonly rack: Rack;
  readonly unit: Unit;
  readonly clock: Clock;
  readonly history: History;
  readonly watch: UnitWatch;
  readonly object: (slot: number, text: string) => void;
}

export class Place {
  readonly rack: Rack;
  readonly unit: Unit;
  readonly slot: number;
  readonly clock: Clock;
  readonly history: History;
  readonly watch: UnitWatch;
  readonly bus: DisturbedBus;
  readonly client: PmbusClient;
  readonly #object: PlaceOptions['object'];
  /** Sequence number of the record that is read next. */
  #next = 1;
  #last: EventRecord | undefined;

  constructor(options: PlaceOptions) {
    this.rack = options.rack;
    this.unit = options.unit;
    this.slot = options.unit.slot;
    this.clock = options.clock;
    this.history = options.history;
    this.watch = options.watch;
    this.#object = options.object;
    this.bus = new DisturbedBus(options.rack.controller);
    this.client = new PmbusClient(this.bus, options.clock.sleep);
  }

  /** The oracle objects. */
  object(text: string): void {
    this.#object(this.slot, text);
  }

  /** A register or reading by name. @throws UnitError */
  read(name: CommandName): Promise<number> {
    return this.client.readNumber(this.slot, name);
  }

  /** A raw value, read back. Tried again while the unit does not answer or is busy. */
  write(name: CommandName, raw = 0): Promise<void> {
    return this.#patiently(name, () => this.client.write(this.slot, findCommand(name)!, raw));
  }

  /** The operator switches the unit. */
  switchTo(on: boolean): Promise<void> {
    return this.write('OPERATION', on ? ON : OFF);
  }

  /** When its BMC started, milliseconds of the rack's clock. */
  get bootMs(): number {
    return this.clock.ms - this.unit.cpu.nowMs;
  }

  logState(): Promise<Readonly<Record<string, number>>> {
    return this.#patiently('MFR_LOG_STATE', async () => {
      const state = await this.client.readFields(this.slot, 'MFR_LOG_STATE');
      return state as Readonly<Record<string, number>>;
    });
  }

  /** All records since the last call, in order. Waits until the flash has taken what waits. */
  async readLog(): Promise<readonly EventRecord[]> {
    let state = await this.logState();
    for (let waited = 0; state.waiting !== 0 && waited < PATIENCE_MS; waited += RETRY_MS) {
      await this.clock.sleep(RETRY_MS);
      state = await this.logState();
    }
    if (state.flags !== 0) this.object(`the store is at fault: flags ${state.flags}`);
    const records: EventRecord[] = [];
    while (this.#next < state.next!) {
      const record = await this.readRecord(this.#next);
      if (record?.sequence !== this.#next) {
        this.object(`record ${this.#next} of the log is not there: ${record?.sequence ?? 'no'} record follows`);
        this.#next = state.next!;
        break;
      }
      this.history.add(this.slot, `log ${record.sequence}: ${explainEvent(record).text}`);
      records.push(record);
      this.#last = record;
      this.#next++;
    }
    if (this.#next > state.next!)
      this.object(`the log lost records: ${this.#next - 1} was read, ${state.next} comes next`);
    return records;
  }

  /** The first record from `sequence` on. */
  readRecord(sequence: number): Promise<EventRecord | undefined> {
    return this.#patiently('MFR_LOG_RECORD', () => this.client.readEvent(this.slot, sequence));
  }

  /** What was read once is there for good, as it was. */
  async checkLastRecord(): Promise<void> {
    const last = this.#last;
    if (last === undefined) return;
    const record = await this.readRecord(last.sequence);
    if (JSON.stringify(record) !== JSON.stringify(last))
      this.object(`record ${last.sequence} of the log was ${JSON.stringify(last)} and is ${JSON.stringify(record)}`);
  }

  /** As an operator does it: waits for the unit, and switches it off and on where it is latched. */
  async recover(): Promise<void> {
    const untilMs = this.clock.ms + RECOVERY_MS;
    while (this.clock.ms < untilMs) {
      const { state, fault } = await this.#state();
      if (state === 'on' && this.unit.branch.load.isRunning) {
        await this.write('CLEAR_FAULTS');
        return;
      }
      if (state === 'faulted') {
        this.history.add(this.slot, `operator: off and on, to clear ${fault}`);
        await this.switchTo(false);
        await this.clock.sleep(POLL_MS);
        await this.switchTo(true);
      } else await this.clock.sleep(POLL_MS);
    }
    const { state, fault } = await this.#state();
    this.object(`no way out: ${RECOVERY_MS / 1000} s after the fault was over the unit is ${state}, ${fault}`);
  }

  #state(): Promise<Readonly<Record<string, number | string>>> {
    return this.#patiently('MFR_UNIT_STATE', () => this.client.readFields(this.slot, 'MFR_UNIT_STATE'));
  }

  async #patiently<T>(what: string, ask: () => Promise<T>): Promise<T> {
    const untilMs = this.clock.ms + PATIENCE_MS;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof UnitError)) throw error;
        if (this.clock.ms >= untilMs)
          throw new Error(`slot ${this.slot}: ${what}: ${error.message}, for ${PATIENCE_MS} ms`);
      }
      await this.clock.sleep(RETRY_MS);
    }
  }
}
