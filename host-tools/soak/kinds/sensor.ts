// Faults of the sensor: the unit stays on, and the log says that it is not measured.
import { FAULT_TEXTS, type FaultName } from '../../docs/fault-texts';
import type { SensorFailure } from '../../sensors/failure';
import type { Cause } from '../demand';
import type { Kind } from '../kind';

function sensorKind(
  failure: SensorFailure,
  about: string,
  cause: FaultName,
  withinMs: number,
  overlappedCauses: readonly Cause[] = [],
): Kind {
  return {
    name: `sensor ${failure}`,
    about,
    strikes: 'unit',
    causes: [cause as Cause],
    power: 'stays',
    withinMs,
    combines: true,
    blinds: true,
    overlappedCauses,
    async act(strike) {
      const { sensor } = strike.place.unit.hardware;
      sensor.fail(failure);
      strike.begins();
      await strike.lasts(withinMs + 50, withinMs + 800);
      sensor.heal();
      strike.ends();
    },
  };
}

const within = (name: FaultName): number => FAULT_TEXTS[name].withinMs!;

export const SENSOR_KINDS: readonly Kind[] = [
  sensorKind('nack', 'it does not acknowledge', 'sensor-lost', within('sensor-lost')),
  sensorKind('stuck', 'every bit reads as one', 'sensor-lost', within('sensor-lost')),
  sensorKind('frozen', 'it converts no more', 'sensor-frozen', within('sensor-frozen'), [
    // A BMC that starts anew never had a result from it.
    'sensor-lost',
  ]),
  sensorKind('implausible', 'it converts to the end of its scale', 'sensor-implausible', within('sensor-implausible')),
  {
    name: 'sensor reset',
    about: 'it falls back to its power-on values once',
    strikes: 'unit',
    causes: [],
    power: 'stays',
    combines: true,
    async act(strike) {
      strike.place.unit.hardware.sensor.fail('reset');
      strike.begins();
      await strike.lasts(100, 200);
      strike.ends();
    },
  },
];
