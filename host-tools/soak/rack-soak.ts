// The soak of one rack: faults by chance at every unit, the oracle's judgement of each, and what it found, kind by kind.
import type { EventRecord } from '../client/event-text';
import type { EngineName, FirmwareBundle } from '../engines/engine';
import { Rack } from '../rack/rack';
import { Random } from '../sim/random';
import { type Nanoseconds, seconds } from '../sim/scheduler';
import { Clock } from './clock';
import { Deck } from './deck';
import { latestOf } from './demand';
import { History, type HistoryEvent } from './history';
import { judge } from './judge';
import type { Kind } from './kind';
import { RACK_KINDS, UNIT_KINDS } from './kinds';
import { Place } from './place';
import { watchesOf } from './plant-watch';
import { RackLock } from './rack-lock';
import { rackUnderTest } from './rack-under-test';
import { Strike } from './strike';
import { emptyTally, type Tally } from './tally';

export interface RackSoakOptions {
  readonly index: number;
  readonly units: number;
  readonly hours: number;
  readonly seed: number;
  readonly engine: EngineName;
  readonly bundle: FirmwareBundle;
  /** Seconds between two faults of a unit, on average. */
  readonly gap: number;
  /** Names of the kinds that may strike; all where it is not given. */
  readonly only?: readonly string[];
  /** Called now and then with the hours that have passed. */
  readonly onProgress?: (hours: number) => void;
}

/** The oracle objects: what, and what came before it. */
export interface Objection {
  readonly rack: number;
  readonly slot: number;
  readonly ms: number;
  readonly kinds: readonly string[];
  readonly text: string;
  readonly history: readonly HistoryEvent[];
}

export interface RackResult {
  readonly index: number;
  readonly tally: Tally;
  readonly objections: readonly Objection[];
  /** How many there were; the first ones are kept. */
  readonly objected: number;
  /** Records of the event log that were read over the bus. */
  readonly records: number;
}

/** Every unit is on by then. */
const START_MS = 4000;
/** Between two faults of the supply, so many times as long as between two of a unit. */
const RACK_GAP = 2.5;
/** Of so many faults that can be combined one is. */
const ONE_IN = 4;
/** Before the end no fault begins: the last ones are judged to their end. */
const LAST_MS = 10_000;
const SETTLE_MS = 150;
const HISTORY_SHOWN = 20;
/** More than that say nothing new. */
const MOST_OBJECTIONS = 50;
const PROGRESS_SECONDS = 20;

/** What has to be measured is not done to a unit whose sensor is blind: only the eFuse would be left. */
const isPossible = (one: Kind, other: Kind): boolean =>
  !(one.blinds === true && other.isMeasured === true) && !(one.isMeasured === true && other.blinds === true);

const chosen = (kinds: readonly Kind[], only: readonly string[] | undefined): readonly Kind[] =>
  only === undefined ? kinds : kinds.filter(({ name }) => only.includes(name));

export class RackSoak {
  readonly #options: RackSoakOptions;
  readonly #rack: Rack;
  readonly #clock: Clock;
  readonly #history: History;
  readonly #places: readonly Place[];
  readonly #random: Random;
  readonly #lock = new RackLock();
  readonly #tally: Tally = {};
  readonly #objections: Objection[] = [];
  /** By slot: what is being done to it. */
  readonly #struck = new Map<number, readonly Kind[]>();
  readonly #unitKinds: readonly Kind[];
  #records = 0;
  #objected = 0;

  constructor(options: RackSoakOptions) {
    this.#options = options;
    this.#unitKinds = chosen(UNIT_KINDS, options.only);
    this.#random = new Random(options.seed).stream(`rack ${options.index}`);
    const object = (slot: number, text: string): void => this.#object(slot, text);
    const rack = new Rack({
      file: rackUnderTest(options.index, options.units, this.#random.stream('file')),
      engine: options.engine,
      bundle: options.bundle,
      seed: this.#random.below(0x1_0000_0000),
      onFailure: (slot, reason) => object(slot, `the firmware failed: ${reason}`),
      onGate: (slot, on) => {
        this.#history.add(slot, `plant: gate ${on ? 'on' : 'off'}`);
        watches.get(slot)!.onGate(on);
      },
    });
    this.#rack = rack;
    this.#clock = new Clock(rack.scheduler);
    this.#history = new History(() => this.#clock.ms);
    const watches = watchesOf(rack, object);
    const [clock, history] = [this.#clock, this.#history];
    this.#places = rack.units.map(
      (unit) => new Place({ rack, unit, clock, history, watch: watches.get(unit.slot)!, object }),
    );
  }

  async run(): Promise<RackResult> {
    const ends: Promise<unknown>[] = this.#places.map((place) => this.#live(place));
    ends.push(this.#strikeRack());
    let isDone = false;
    let failure: unknown;
    void Promise.all(ends)
      .catch((error: unknown) => {
        failure = error;
      })
      .finally(() => {
        isDone = true;
      });
    try {
      while (!isDone) {
        const { scheduler } = this.#rack;
        await scheduler.runUntil((scheduler.now + seconds(PROGRESS_SECONDS)) as Nanoseconds, () => isDone);
        this.#options.onProgress?.(this.#clock.ms / 3_600_000);
      }
    } finally {
      this.#rack.close();
    }
    if (failure !== undefined) throw failure;
    return {
      index: this.#options.index,
      tally: this.#tally,
      objections: this.#objections,
      objected: this.#objected,
      records: this.#records,
    };
  }

  get #gapMs(): number {
    return this.#options.gap * 1000;
  }

  get #lastMs(): number {
    return this.#options.hours * 3_600_000 - LAST_MS;
  }

  get #isLate(): boolean {
    return this.#clock.ms >= this.#lastMs;
  }

  /** Or until it is late. */
  #wait(ms: number): Promise<void> {
    return this.#clock.sleep(Math.max(0, Math.min(ms, this.#lastMs - this.#clock.ms)));
  }

  /** One unit: fault after fault. */
  async #live(place: Place): Promise<void> {
    await this.#begin(place);
    if (this.#unitKinds.length === 0) await this.#wait(this.#lastMs);
    else await this.#suffer(place);
  }

  async #begin(place: Place): Promise<void> {
    await this.#clock.sleep(START_MS);
    await this.#lock.share();
    await place.recover();
    this.#records += (await place.readLog()).length;
    await this.#settle([place]);
    this.#lock.unshare();
  }

  async #suffer(place: Place): Promise<void> {
    const random = this.#random.stream(`unit ${place.slot}`);
    const deck = this.#deckOf(random);
    while (!this.#isLate) {
      await this.#wait(random.between(0.2, 1.8) * this.#gapMs);
      if (this.#isLate) return;
      await this.#lock.share();
      const first = deck.draw();
      const isPair = first.combines === true && random.below(ONE_IN) === 0;
      const second = isPair ? this.#secondOf(first, random) : undefined;
      const kinds = second === undefined ? [first] : [first, second];
      await this.#episode(kinds, [place], random);
      this.#lock.unshare();
    }
  }

  /** The supply: every now and then it strikes all. */
  async #strikeRack(): Promise<void> {
    const random = this.#random.stream('supply');
    const kinds = chosen(RACK_KINDS, this.#options.only);
    if (kinds.length === 0) return;
    const deck = new Deck(random, kinds);
    await this.#clock.sleep(START_MS);
    while (!this.#isLate) {
      await this.#wait(random.between(0.2, 1.8) * this.#gapMs * RACK_GAP);
      if (this.#isLate) return;
      await this.#lock.take();
      await this.#episode([deck.draw()], this.#places, random);
      this.#lock.give();
    }
  }

  #decks: Deck | undefined;
  /** One deck for all units: every kind comes as often as its weight says. */
  #deckOf(random: Random): Deck {
    this.#decks ??= new Deck(random.stream('deck'), this.#unitKinds);
    return this.#decks;
  }

  #secondOf(first: Kind, random: Random): Kind | undefined {
    const others = this.#unitKinds.filter(
      (kind) => kind.combines === true && kind !== first && isPossible(first, kind),
    );
    return others[random.below(others.length)];
  }

  async #episode(kinds: readonly Kind[], places: readonly Place[], random: Random): Promise<void> {
    for (const place of places) {
      place.watch.check();
      this.#struck.set(place.slot, kinds);
    }
    const overlaps = kinds.length > 1;
    const strikes = kinds.map(
      (kind) => new Strike(kind, places, random.stream(`${this.#clock.ms} ${kind.name}`), overlaps),
    );
    await Promise.all(
      kinds.map(async (kind, i) => {
        if (i > 0) await this.#clock.sleep(random.between(0, 300));
        await kind.act(strikes[i]!);
      }),
    );
    await this.#clock.sleep(SETTLE_MS);
    const logs = await Promise.all(places.map((place) => this.#readToTheEnd(place)));
    for (const [i, place] of places.entries()) this.#judge(place, strikes, logs[i]!);
    for (const { name } of kinds) this.#of(name).injected++;
    await this.#settle(places);
  }

  /** What the log says, the recovery included. */
  async #readToTheEnd(place: Place): Promise<readonly EventRecord[]> {
    const before = await place.readLog();
    await place.recover();
    return [...before, ...(await place.readLog())];
  }

  #judge(place: Place, strikes: readonly Strike[], records: readonly EventRecord[]): void {
    this.#records += records.length;
    const kinds = strikes.map((strike) => strike.demandOf(place));
    const { found, objections } = judge(kinds, records);
    for (const text of objections) this.#object(place.slot, text);
    if (kinds.every(({ power }) => power === 'stays')) place.watch.check();
    for (const strike of strikes) {
      const tally = this.#of(strike.kind.name);
      tally.struck++;
      if (strikes.length > 1) {
        tally.overlapped++;
        continue;
      }
      const cutAfter = strike.kind.power === 'is cut' ? strike.cutAfterMs(place) : undefined;
      if (cutAfter !== undefined) tally.cutAfter.push(cutAfter);
      if (found === undefined) continue;
      tally.detected++;
      this.#judgeTime(place, strike, found);
    }
  }

  /** A start is told of by the start itself: how long after says nothing. */
  #judgeTime(place: Place, strike: Strike, found: EventRecord): void {
    if (found.event !== 'fault' && found.event !== 'removed') return;
    if (found.boot !== (place.unit.hardware.bootCount & 0xffff)) return;
    const after = Math.max(0, found.uptime + place.bootMs - strike.beganMs);
    this.#of(strike.kind.name).loggedAfter.push(after);
    const latestMs = latestOf(strike.kind);
    if (strike.kind.power === 'stays' && latestMs !== undefined && after > latestMs + 1)
      this.#object(place.slot, `${strike.kind.name}: found after ${after.toFixed(1)} ms, due within ${latestMs}`);
  }

  async #settle(places: readonly Place[]): Promise<void> {
    await this.#clock.sleep(SETTLE_MS);
    for (const place of places) {
      place.watch.settle();
      this.#struck.delete(place.slot);
    }
  }

  #of(name: string): Tally[string] {
    this.#tally[name] ??= emptyTally();
    return this.#tally[name];
  }

  #object(slot: number, text: string): void {
    const kinds = (this.#struck.get(slot) ?? []).map(({ name }) => name);
    this.#history.add(slot, `objection: ${text}`);
    for (const name of kinds.length === 0 ? ['nothing'] : kinds) this.#of(name).wrong++;
    this.#objected++;
    if (this.#objections.length >= MOST_OBJECTIONS) return;
    this.#objections.push({
      rack: this.#options.index,
      slot,
      ms: this.#clock.ms,
      kinds,
      text,
      history: this.#history.last(slot, HISTORY_SHOWN),
    });
  }
}
