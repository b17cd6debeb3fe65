// Faults of the supply: they strike every unit of the rack at once.
import { FAULT_TEXTS } from '../../docs/fault-texts';
import { supplyOf } from '../../rack/plant-schema';
import type { Kind } from '../kind';
import type { Strike } from '../strike';

/** A supply takes its time: a step of a volt would pull an inrush through every gate that is on. */
const STEP_VOLTS = 0.02;
const STEP_MS = 0.25;

async function ramp(strike: Strike, from: number, to: number): Promise<void> {
  const { rack, clock } = strike.place;
  const steps = Math.ceil(Math.abs(to - from) / STEP_VOLTS);
  for (let i = 1; i <= steps; i++) {
    await clock.sleep(STEP_MS);
    rack.plant.setSupply({ volts: from + ((to - from) * i) / steps });
  }
}

/** Climbs or sags there, stays, and comes back. */
async function drifts(strike: Strike, volts: number, low: number, high: number): Promise<void> {
  const usual = supplyOf(strike.place.rack.file.supply).volts!;
  strike.frees();
  await ramp(strike, usual, volts);
  strike.begins(`${volts.toFixed(3)} V`);
  await strike.lasts(low, high);
  await ramp(strike, volts, usual);
  strike.ends();
}

async function supplies(strike: Strike, volts: number, low: number, high: number): Promise<void> {
  const { rack } = strike.place;
  rack.plant.setSupply({ volts });
  strike.begins(`${volts.toFixed(3)} V`);
  await strike.lasts(low, high);
  rack.plant.setSupply({ volts: supplyOf(rack.file.supply).volts! });
  strike.ends();
}

export const SUPPLY_KINDS: readonly Kind[] = [
  {
    name: 'supply too high',
    about: 'the supply gives 6.3 to 6.8 V',
    strikes: 'rack',
    causes: ['output-over-voltage', 'input-over-voltage'],
    power: 'is cut',
    withinMs: FAULT_TEXTS['input-over-voltage'].withinMs!,
    act: (strike) => drifts(strike, strike.random.between(6.3, 6.8), 100, 500),
  },
  {
    name: 'supply too low',
    about: 'the supply gives 4.1 to 4.2 V: the response of this limit is to go on',
    strikes: 'rack',
    causes: ['input-under-voltage'],
    power: 'stays',
    withinMs: FAULT_TEXTS['input-under-voltage'].withinMs!,
    act: (strike) => drifts(strike, strike.random.between(4.1, 4.2), 100, 1000),
  },
  {
    name: 'supply lost',
    about: 'the supply is gone, or below 2.5 V, for 0.1 to 3 s',
    strikes: 'rack',
    causes: ['boot power-on'],
    symptoms: ['input-under-voltage', 'output-under-voltage', 'power-good-lost'],
    power: 'may go',
    act: (strike) => supplies(strike, Math.max(0, strike.random.between(-2.5, 2.5)), 100, 3000),
  },
  {
    name: 'supply dips',
    about: 'the supply is gone for 0.2 to 3 ms: the BMCs live on their hold-up, the units may not',
    strikes: 'rack',
    causes: ['tripped', 'input-under-voltage', 'output-under-voltage', 'power-good-lost'],
    optional: true,
    power: 'may go',
    act: (strike) => supplies(strike, 0, 0.2, 3),
  },
];
