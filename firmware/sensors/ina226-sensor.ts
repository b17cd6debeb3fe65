// Driver of the INA226: busbar volts, amps through the shunt, watts. Current is computed from the shunt voltage, so that it
// does not depend on the calibration register, which a reset of the chip would zero.
import type { SMBus, SMBusConstructor } from '../io/embedded';
import { Channel } from '../snapshot/channels';
import { ReadingStatus, type Snapshot } from '../snapshot/snapshot';
import { divideRounded } from '../units/integers';
import type { Milliseconds } from '../units/time';
import { INA226, INA226_CONFIGURATION, Ina226Register } from './ina226';
import { stepsOf } from './registers';

/** Rounds between two looks at the configuration register. */
const ROUNDS_PER_CHECK = 16;
const NANOVOLTS_PER_STEP = (INA226.SHUNT.lsb[0] * 1000) / INA226.SHUNT.lsb[1];

export interface Ina226Options {
  readonly io: SMBusConstructor;
  readonly address: number;
  readonly hz: number;
  readonly data: number;
  readonly clock: number;
  readonly timeout: number;
  readonly shuntMicroohms: number;
}

export class Ina226Sensor {
  readonly #io: SMBus;
  readonly #shuntMicroohms: number;
  #configured = false;
  #round = 0;

  /** Opens the bus. A chip that does not answer yet is set up by a later `sample`. @throws RangeError on a shunt below 1 uOhm. */
  constructor(options: Ina226Options) {
    if (!(options.shuntMicroohms >= 1)) throw new RangeError('ina226: shuntMicroohms');
    this.#shuntMicroohms = options.shuntMicroohms;
    this.#io = new options.io(options);
  }

  /** Reads the chip once and writes its three channels. Never throws. */
  sample(snapshot: Snapshot, now: Milliseconds): void {
    try {
      if (this.#ensureConfigured()) this.#readInto(snapshot, now);
      else invalidateAll(snapshot, ReadingStatus.unconfigured);
    } catch {
      this.#configured = false;
      invalidateAll(snapshot, ReadingStatus.busFailed);
    }
  }

  /** False in the round in which the chip was (re)configured: its results are still those of the old setting. */
  #ensureConfigured(): boolean {
    const check = this.#round === 0;
    this.#round = (this.#round + 1) % ROUNDS_PER_CHECK;
    if (this.#configured && !check) return true;
    if (this.#io.readUint16(Ina226Register.configuration, true) === INA226_CONFIGURATION) {
      this.#configured = true;
      return true;
    }
    this.#io.writeUint16(Ina226Register.configuration, INA226_CONFIGURATION, true);
    this.#configured = false;
    return false;
  }

  #readInto(snapshot: Snapshot, now: Milliseconds): void {
    const busSteps = stepsOf(INA226.BUS, this.#io.readUint16(INA226.BUS.address, true));
    const shuntSteps = stepsOf(INA226.SHUNT, this.#io.readUint16(INA226.SHUNT.address, true));
    const millivolts = divideRounded(busSteps * INA226.BUS.lsb[0], INA226.BUS.lsb[1]);
    const milliamps = divideRounded(shuntSteps * NANOVOLTS_PER_STEP, this.#shuntMicroohms);
    snapshot.set(Channel.inputVoltage, millivolts, now);
    snapshot.set(Channel.inputCurrent, milliamps, now);
    snapshot.set(Channel.inputPower, divideRounded(millivolts * milliamps, 1000), now);
  }
}

function invalidateAll(snapshot: Snapshot, reason: Exclude<ReadingStatus, 0>): void {
  snapshot.invalidate(Channel.inputVoltage, reason);
  snapshot.invalidate(Channel.inputCurrent, reason);
  snapshot.invalidate(Channel.inputPower, reason);
}
