// Faults of the BMC itself: the unit behind it must not notice.
import { milliseconds } from '../../sim/scheduler';
import type { Kind } from '../kind';

export const BMC_KINDS: readonly Kind[] = [
  {
    name: 'BMC reset',
    about: 'the watchdog resets the BMC while its unit is on',
    strikes: 'unit',
    causes: ['boot watchdog'],
    power: 'stays',
    combines: true,
    async act(strike) {
      strike.place.unit.reset('watchdog');
      strike.begins();
      await strike.lasts(100, 300);
      strike.ends();
    },
  },
  {
    name: 'BMC paused',
    about: 'JavaScript stands still for 20 to 1000 ms',
    strikes: 'unit',
    causes: [],
    power: 'stays',
    combines: true,
    async act(strike) {
      const ms = strike.random.between(20, strike.overlaps ? 200 : 1000);
      strike.place.unit.pause(milliseconds(ms));
      strike.begins(`${ms.toFixed(0)} ms`);
      await strike.place.clock.sleep(ms);
      strike.ends();
    },
  },
  {
    name: 'power cut while writing flash',
    about:
      'configuration and events are being written, and the tray loses its power pins: a torn write, as chance will have it',
    strikes: 'unit',
    causes: ['boot power-on'],
    symptoms: ['input-under-voltage', 'output-under-voltage', 'power-good-lost'],
    power: 'may go',
    async act(strike) {
      const { place, random } = strike;
      strike.frees();
      const before = await place.logState();
      await place.write('STORE_USER_ALL');
      await place.clock.sleep(random.between(0, 60));
      place.unit.branch.disconnect();
      strike.begins();
      await strike.lasts(60, 500);
      place.unit.branch.connect();
      strike.ends();
      const after = await place.logState();
      const generations = [before.generation!, before.generation! + 1];
      if (!generations.includes(after.generation!))
        place.object(`the configuration is neither old nor new: ${before.generation}, then ${after.generation}`);
      await place.checkLastRecord();
    },
  },
];
