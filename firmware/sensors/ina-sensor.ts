// Driver of TI's INA family: busbar volts, amps through the shunt, watts. The part is data. Current is computed from the shunt
// voltage, so that it does not depend on a calibration register, which a reset of the chip would zero.
import type { SMBus, SMBusConstructor } from '../io/embedded';
import { Channel } from '../snapshot/channels';
import { ReadingStatus, type Snapshot } from '../snapshot/snapshot';
import { divideRounded } from '../units/integers';
import { elapsed, type Milliseconds } from '../units/time';
import type { InaPart, SetupRow } from './ina-part';
import { type RegisterSpec, stepsOf } from './registers';

/** Without a fresh conversion for so long, the last one no longer counts: the third round of 10 ms. Parts convert twice per round. */
export const LATE_MS = 25;
const WIDEST_REGISTER = 3;
/** Of no register. */
const NO_STEPS = 0x7fff_ffff;

export interface InaSensorOptions {
  readonly part: InaPart;
  readonly io: SMBusConstructor;
  readonly address: number;
  readonly hz: number;
  readonly data: number;
  readonly clock: number;
  readonly timeout: number;
  /** Of the shunt on the board. A part with its own shunt takes no notice of it. */
  readonly shuntMicroohms: number;
}

export class InaSensor {
  readonly #io: SMBus;
  readonly #part: InaPart;
  readonly #stepsPerMilliamp: number;
  /** Microvolts and microamps of a step, as fractions in lowest terms: products stay small integers. */
  readonly #microvolts: readonly [number, number];
  readonly #microamps: readonly [number, number];
  readonly #bytes = new Uint8Array(WIDEST_REGISTER);
  /** Steps of the last reading that was published: the same ones again are the same reading. */
  #busSteps = NO_STEPS;
  #currentSteps = NO_STEPS;
  #freshAt = 0 as Milliseconds;
  #isLate = true;
  /** The chip was set up by us, or found set up, and has not been lost since. */
  #isConfigured = false;
  /** What the chip holds was measured before it was set up: the bus failed before that could be cleared. */
  #isOld = false;

  /** Opens the bus. A chip that does not answer yet is set up by a later `sample`. @throws RangeError on a shunt below 1 uOhm. */
  constructor(options: InaSensorOptions) {
    if (!(options.shuntMicroohms >= 1)) throw new RangeError('sensor: shuntMicroohms');
    const { part } = options;
    this.#part = part;
    this.#stepsPerMilliamp = part.current.lsb[1] * (part.current.unit === 'nV' ? options.shuntMicroohms : 1000);
    this.#microvolts = lowestTerms(part.bus.lsb[0] * 1000, part.bus.lsb[1]);
    this.#microamps = lowestTerms(part.current.lsb[0] * 1000, this.#stepsPerMilliamp);
    this.#io = new options.io(options);
  }

  /** Sets the chip up where it is not, and looks at no reading: it converts while the rest of the firmware starts. Never throws. */
  begin(): void {
    try {
      if (this.#holds(this.#part.setup)) return;
      this.#isOld = true;
      if (this.#configure()) this.#clear();
    } catch {
      // The first sample finds the same, and says so.
    }
  }

  /**
   * Reads the chip once and writes its three channels. Never throws. The setup is looked at last: what a chip measured before a
   * reset, or after it, never becomes a reading.
   */
  sample(snapshot: Snapshot, now: Milliseconds): void {
    try {
      this.#round(snapshot, now);
    } catch {
      this.#lose(snapshot, ReadingStatus.busFailed);
    }
  }

  #round(snapshot: Snapshot, now: Milliseconds): void {
    const part = this.#part;
    const isReady = (this.#io.readUint16(part.ready.address, true) & part.ready.mask) !== 0;
    const isFresh = isReady && !this.#isOld;
    if (this.#isOld) this.#clear();
    if (!isFresh) {
      if (this.#holds(part.setup)) this.#wait(snapshot, now);
      else this.#setUp(snapshot);
      return;
    }
    const busSteps = this.#steps(part.bus);
    const steps = this.#steps(part.current);
    if (part.ready.clearedBy !== part.ready.address) this.#io.readUint16(part.ready.clearedBy, true);
    if (this.#holds(part.setup)) this.#publish(snapshot, busSteps, steps, now);
    else this.#setUp(snapshot);
  }

  #steps(spec: RegisterSpec): number {
    const bytes = this.#bytes;
    if (spec.bytes === 2) return stepsOf(spec, this.#io.readUint16(spec.address, true));
    this.#io.readBuffer(spec.address, bytes);
    return stepsOf(spec, (bytes[0]! << 16) | (bytes[1]! << 8) | bytes[2]!);
  }

  #holds(rows: readonly SetupRow[]): boolean {
    for (let i = 0; i < rows.length; i++) {
      if (this.#io.readUint16(rows[i]!.address, true) !== rows[i]!.value) return false;
    }
    return true;
  }

  #setUp(snapshot: Snapshot): void {
    this.#lose(snapshot, ReadingStatus.unconfigured);
    this.#configure();
  }

  /** What it measured so far is no fresh conversion. */
  #clear(): void {
    this.#io.readUint16(this.#part.ready.clearedBy, true);
    this.#isOld = false;
  }

  /** A chip of another kind is left alone: it would be read with a wrong scale. @returns false for such a one */
  #configure(): boolean {
    const { setup, identity } = this.#part;
    if (!this.#holds(identity)) return false;
    for (let i = 0; i < setup.length; i++) this.#io.writeUint16(setup[i]!.address, setup[i]!.value, true);
    return true;
  }

  #publish(snapshot: Snapshot, busSteps: number, steps: number, now: Milliseconds): void {
    const { bus, current, fullScaleSteps, mostMillivolts } = this.#part;
    this.#freshAt = now;
    this.#isLate = false;
    if (this.#isConfigured && busSteps === this.#busSteps && steps === this.#currentSteps) {
      renewAll(snapshot, now);
      return;
    }
    this.#isConfigured = true;
    this.#busSteps = NO_STEPS;
    const millivolts = divideRounded(busSteps * bus.lsb[0], bus.lsb[1]);
    if (millivolts < 0 || millivolts > mostMillivolts || steps <= -fullScaleSteps) {
      invalidateAll(snapshot, ReadingStatus.implausible);
      return;
    }
    const milliamps = divideRounded(steps * current.lsb[0], this.#stepsPerMilliamp);
    const microvolts = divideRounded(busSteps * this.#microvolts[0], this.#microvolts[1]);
    snapshot.setFine(Channel.inputVoltage, millivolts, microvolts, now);
    if (steps >= fullScaleSteps) {
      snapshot.setBeyond(Channel.inputCurrent, milliamps);
      snapshot.setBeyond(Channel.inputPower, divideRounded(millivolts * milliamps, 1000));
      return;
    }
    const microamps = divideRounded(steps * this.#microamps[0], this.#microamps[1]);
    snapshot.setFine(Channel.inputCurrent, milliamps, microamps, now);
    snapshot.set(Channel.inputPower, divideRounded(millivolts * milliamps, 1000), now);
    this.#busSteps = busSteps;
    this.#currentSteps = steps;
  }

  /** No fresh conversion: the last reading stands for a while, with its age. */
  #wait(snapshot: Snapshot, now: Milliseconds): void {
    // Once late it stays so until a fresh one: after 24 days the last one would seem to lie ahead.
    this.#isLate ||= elapsed(now, this.#freshAt) >= LATE_MS;
    if (!this.#isLate) return;
    this.#busSteps = NO_STEPS;
    invalidateAll(snapshot, this.#isConfigured ? ReadingStatus.stale : ReadingStatus.unconfigured);
  }

  #lose(snapshot: Snapshot, reason: Exclude<ReadingStatus, 0>): void {
    this.#isLate = true;
    this.#busSteps = NO_STEPS;
    this.#isConfigured = false;
    invalidateAll(snapshot, reason);
  }
}

function lowestTerms(numerator: number, denominator: number): readonly [number, number] {
  let [divisor, rest] = [numerator, denominator];
  while (rest !== 0) [divisor, rest] = [rest, divisor % rest];
  return [numerator / divisor, denominator / divisor];
}

function renewAll(snapshot: Snapshot, now: Milliseconds): void {
  snapshot.renew(Channel.inputVoltage, now);
  snapshot.renew(Channel.inputCurrent, now);
  snapshot.renew(Channel.inputPower, now);
}

function invalidateAll(snapshot: Snapshot, reason: Exclude<ReadingStatus, 0>): void {
  snapshot.invalidate(Channel.inputVoltage, reason);
  snapshot.invalidate(Channel.inputCurrent, reason);
  snapshot.invalidate(Channel.inputPower, reason);
}
