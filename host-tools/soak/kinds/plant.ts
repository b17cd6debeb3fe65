// Faults of one unit's power path: short, overload, load, gate, heat, connector.
import { FAULT_TEXTS, type FaultName } from '../../docs/fault-texts';
import type { Draw } from '../../plant/load-profile';
import { AMBIENT_CELSIUS } from '../../plant/thermal';
import { loadSettingsOf } from '../../rack/plant-schema';
import { ERASE_MS } from '../demand';
import type { Kind } from '../kind';
import type { Strike } from '../strike';

const promised = (name: FaultName): number => FAULT_TEXTS[name].withinMs!;
/** The eFuse acts in under a microsecond of its threshold; the current takes a few to get there. */
const HARDWARE_MS = 1;

/** OT_FAULT_LIMIT, less half a step of the converter, which is 0.47 °C; so fast as the BMC warms here, two steps take that long. */
const OVER_CELSIUS = 84.7;
const CONVERTER_STEP_MS = 900;

/** From these amps on, in the steps of a load that the sensor can still measure. */
const amps = (strike: Strike, low: number, high: number): Draw => ({ amps: strike.random.between(low, high) });
const words = (draw: Draw): string => ('amps' in draw ? `${draw.amps.toFixed(3)} A` : `${draw.watts.toFixed(2)} W`);

async function draws(strike: Strike, draw: Draw, low: number, high: number): Promise<void> {
  const { rack, slot } = strike.place;
  rack.plant.setLoad(slot, draw);
  strike.begins(words(draw));
  await strike.lasts(low, high);
  restoreLoad(strike);
}

function restoreLoad(strike: Strike): void {
  const { rack, slot, unit } = strike.place;
  rack.plant.setLoad(slot, loadSettingsOf(unit.file.load).load!);
  strike.ends();
}

async function switchedOff(strike: Strike): Promise<void> {
  strike.frees();
  await strike.place.switchTo(false);
  await strike.place.clock.sleep(200);
}

/** A neighbour's short moves the busbar, and a current flows into the unit's capacitors: the two seconds without one begin anew, and it is found again. */
const NO_LOAD_TRIES = 3;

export const PLANT_KINDS: readonly Kind[] = [
  {
    name: 'short',
    about: 'a short of 5 to 150 milliohms behind the gate',
    strikes: 'unit',
    causes: ['tripped'],
    power: 'is cut',
    withinMs: HARDWARE_MS,
    isHardware: true,
    combines: true,
    async act(strike) {
      const { rack, slot } = strike.place;
      const ohms = strike.random.between(0.005, 0.15);
      rack.plant.short(slot, ohms);
      strike.begins(`${Math.round(ohms * 1000)} milliohms`);
      await strike.lasts(20, 500);
      rack.plant.heal(slot);
      strike.ends();
    },
  },
  {
    name: 'overload, slow',
    about: 'the unit draws 5.3 to 7.5 A: more than it may, and less than the sensor can measure',
    strikes: 'unit',
    causes: ['over-current'],
    power: 'is cut',
    withinMs: promised('over-current'),
    combines: true,
    isMeasured: true,
    // A BMC that starts anew finds the gate open, and did not see why.
    overlappedCauses: ['tripped'],
    act: (strike) => draws(strike, amps(strike, 5.3, 7.5), 100, 600),
  },
  {
    name: 'overload, beyond the sensor',
    about: 'the unit draws 8.6 to 11.5 A: the end of the scale of some sensors, below the fast trip',
    strikes: 'unit',
    causes: ['over-current', 'tripped'],
    symptoms: ['sensor-implausible'],
    power: 'is cut',
    withinMs: 110,
    act: (strike) => draws(strike, amps(strike, 8.6, 11.5), 150, 600),
  },
  {
    name: 'overload, average',
    about: 'the unit draws 4.75 to 4.9 A: below the over-current limit, above that of the average',
    strikes: 'unit',
    causes: ['average-over-current'],
    power: 'is cut',
    withinMs: promised('average-over-current'),
    act: (strike) => draws(strike, amps(strike, 4.75, 4.9), 3600, 4000),
  },
  {
    name: 'overload, pulsing',
    about: 'the unit draws 5.9 A for 15 to 18 ms and 4.4 A for 12 ms, again and again',
    strikes: 'unit',
    causes: ['average-over-current', 'over-current'],
    power: 'is cut',
    withinMs: promised('average-over-current'),
    async act(strike) {
      const { rack, slot } = strike.place;
      const at = strike.random.between(0.015, 0.018);
      rack.plant.setLoad(slot, {
        name: 'pulsing',
        steps: [
          { at: 0, draw: { amps: 5.9 } },
          { at, draw: { amps: 4.4 } },
        ],
        repeatAfter: at + 0.012,
      });
      strike.begins();
      await strike.lasts(3600, 3700);
      restoreLoad(strike);
    },
  },
  {
    name: 'over-power',
    about: 'POUT_OP_FAULT_LIMIT is 12 W, and the unit draws 3 to 4 A',
    strikes: 'unit',
    causes: ['output-over-power'],
    power: 'is cut',
    withinMs: promised('output-over-power'),
    async act(strike) {
      const { place } = strike;
      await place.write('POUT_OP_FAULT_LIMIT', 0xd300); // 768 / 64 W
      await draws(strike, amps(strike, 3, 4), 100, 300);
      await place.write('POUT_OP_FAULT_LIMIT', 0xdb60); // 864 / 32 W: 27 W
    },
  },
  {
    name: 'no load',
    about: 'the unit draws nothing: its cable came off',
    strikes: 'unit',
    causes: ['no-current'],
    repeats: true,
    power: 'stays',
    withinMs: NO_LOAD_TRIES * promised('no-current'),
    act: (strike) => draws(strike, { amps: 0 }, NO_LOAD_TRIES * 2100, NO_LOAD_TRIES * 2300),
  },
  {
    name: 'gate stuck open',
    about: 'the transistor stops conducting while the unit is on',
    strikes: 'unit',
    causes: ['power-good-lost', 'output-under-voltage'],
    power: 'may go',
    withinMs: promised('power-good-lost'),
    async act(strike) {
      const { branch } = strike.place.unit;
      branch.stickGate('off');
      strike.begins();
      await strike.lasts(200, 3000);
      branch.stickGate(undefined);
      strike.ends();
    },
  },
  {
    name: 'gate stuck closed',
    about: 'the transistor conducts on when the operator switches the unit off',
    strikes: 'unit',
    causes: ['current-while-off'],
    power: 'may go',
    withinMs: promised('current-while-off'),
    async act(strike) {
      const { place } = strike;
      strike.frees();
      place.rack.plant.setLoad(place.slot, { amps: 0.6 });
      place.unit.branch.stickGate('on');
      await place.switchTo(false);
      strike.begins();
      await strike.lasts(300, 900);
      place.unit.branch.stickGate(undefined);
      restoreLoad(strike);
      await place.clock.sleep(300);
      await place.switchTo(true);
    },
  },
  {
    name: 'start into a short',
    about: 'the unit is switched on with a short of 5 to 100 milliohms at its output',
    strikes: 'unit',
    causes: ['tripped'],
    power: 'is cut',
    withinMs: 30 + ERASE_MS,
    async act(strike) {
      const { place, random } = strike;
      await switchedOff(strike);
      place.rack.plant.short(place.slot, random.between(0.005, 0.1));
      strike.begins();
      await place.switchTo(true);
      await strike.lasts(50, 300);
      place.rack.plant.heal(place.slot);
      strike.ends();
    },
  },
  {
    name: 'start without a gate',
    about: 'the unit is switched on, and its transistor does not conduct',
    strikes: 'unit',
    causes: ['power-good-timeout'],
    power: 'is cut',
    // The write that switches it on may wait for an erase.
    withinMs: promised('power-good-timeout') + ERASE_MS,
    async act(strike) {
      const { place } = strike;
      await switchedOff(strike);
      place.unit.branch.stickGate('off');
      strike.begins();
      await place.switchTo(true);
      await strike.lasts(200, 500);
      place.unit.branch.stickGate(undefined);
      strike.ends();
    },
  },
  {
    name: 'over-temperature',
    about: 'the air of the tray is at 150 °C until the BMC is beyond 85 °C',
    strikes: 'unit',
    causes: ['over-temperature'],
    power: 'is cut',
    withinMs: promised('over-temperature') + CONVERTER_STEP_MS,
    async act(strike) {
      const { place } = strike;
      const { branch } = place.unit;
      strike.frees();
      branch.ambientCelsius = 150;
      while (branch.celsius < OVER_CELSIUS) await place.clock.sleep(5);
      strike.begins(`${branch.celsius.toFixed(1)} °C`);
      await strike.lasts(CONVERTER_STEP_MS + 100, CONVERTER_STEP_MS + 300);
      branch.ambientCelsius = AMBIENT_CELSIUS;
      strike.ends();
    },
  },
  {
    name: 'tray pulled',
    about: 'the tray is pulled under load, and pushed in again 0.2 to 3 s later',
    strikes: 'unit',
    causes: ['removed'],
    consequences: ['boot power-on'],
    power: 'is cut',
    isMissedInErase: true,
    withinMs: 25,
    async act(strike) {
      const { tray } = strike.place.unit;
      tray.remove();
      strike.begins();
      await strike.lasts(200, 3000);
      strike.ends();
      tray.insert();
    },
  },
  {
    name: 'contact bounces',
    about: 'the tray is pulled by a hair and pushed back within 15 ms: the presence pin bounces, the power pins stay',
    strikes: 'unit',
    causes: ['removed'],
    optional: true,
    power: 'may go',
    async act(strike) {
      const { tray } = strike.place.unit;
      tray.remove();
      strike.begins();
      await strike.place.clock.sleep(strike.random.between(0.1, 15));
      tray.insert();
      await strike.lasts(40, 60);
      strike.ends();
    },
  },
  {
    name: 'power pins bounce',
    about: 'the long pins break for 0.02 to 2 ms: the BMC lives on its hold-up, the unit may not',
    strikes: 'unit',
    causes: ['tripped'],
    optional: true,
    power: 'may go',
    async act(strike) {
      const { branch } = strike.place.unit;
      branch.disconnect();
      strike.begins();
      await strike.place.clock.sleep(strike.random.between(0.02, 2));
      branch.connect();
      await strike.lasts(40, 60);
      strike.ends();
    },
  },
];
