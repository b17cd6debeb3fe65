// What people need to know of each fault: how it is found, how soon, what brings it about, how it is cleared, what to look for on the
// bench. The codes, limits and responses come from the firmware's tables. A fault without a row here does not compile.
import type { FAULT_NAMES } from '../../firmware/power/faults';

export type FaultName = Exclude<(typeof FAULT_NAMES)[number], 'none'>;

export interface FaultText {
  readonly found: string;
  /** At the latest, milliseconds after it begins in the plant; measured by test/rack/detection-times.test.ts. */
  readonly withinMs?: number;
  readonly cause: string;
  readonly bench: string;
}

const AVERAGED = 'input current of the sensor, each tick';
const ADC = 'output voltage of the converter, each tick';

export const FAULT_TEXTS: Readonly<Record<FaultName, FaultText>> = {
  'over-current': { found: AVERAGED, withinMs: 60, cause: 'the unit draws too much, without tripping the eFuse', bench: 'the unit alone on a bench supply; the shunt value of the board' },
  'input-over-current': { found: AVERAGED, withinMs: 60, cause: 'as over-current, against the limit of the busbar side', bench: 'as over-current' },
  'average-over-current': { found: 'average over a second', withinMs: 3500, cause: 'a load that pulses, or lies between the average limit and the over-current limit', bench: 'the current with an oscilloscope' },
  'output-over-voltage': { found: ADC, withinMs: 60, cause: 'supply too high, or a unit that feeds back', bench: 'busbar and output with a meter' },
  'input-over-voltage': { found: 'busbar voltage of the sensor, each tick', withinMs: 60, cause: 'supply too high', bench: 'the supply without load; its set point' },
  'output-over-power': { found: 'output voltage times current, each tick', withinMs: 60, cause: 'the unit draws more than its slot may give', bench: 'what the unit runs; its peripherals' },
  'over-temperature': { found: 'temperature of the BMC, each tick', withinMs: 60, cause: 'no air, or a neighbour that is hot', bench: 'fans, air path, the temperature of the neighbours' },
  'input-under-voltage': { found: 'busbar voltage of the sensor, each tick', withinMs: 60, cause: 'supply overloaded or failing, or a bad contact', bench: 'the busbar at both ends, under load; drop over the connector' },
  'output-under-voltage': { found: ADC, withinMs: 60, cause: 'drop over gate or shunt, or a sagging busbar', bench: 'volts before and behind the gate' },
  'input-over-power': { found: 'input power of the sensor, each tick', withinMs: 40, cause: 'a warning alone: the unit draws more than planned', bench: 'what the unit runs' },
  'power-good-timeout': { found: 'TON_MAX_FAULT_LIMIT behind the soft start', withinMs: 150, cause: 'a gate that does not conduct, a short that the eFuse limits, capacitors too large', bench: 'the output while it starts, with an oscilloscope' },
  'power-good-lost': { found: `${ADC}, below POWER_GOOD_OFF`, withinMs: 60, cause: 'a gate that opened by itself, a sagging busbar', bench: 'volts before and behind the gate; the latch' },
  tripped: { found: 'the latch reads off without a command; the eFuse itself acts within a microsecond', withinMs: 20, cause: 'a short behind the gate, or an overload of the eFuse', bench: 'resistance of the unit, unplugged; its cable' },
  'sensor-lost': { found: 'the sensor does not acknowledge, or cannot be set up, for 50 ms', withinMs: 80, cause: 'a broken or stuck sensor bus, no supply at the sensor', bench: 'SDA, SCL and supply of the sensor' },
  'sensor-frozen': { found: 'no new result for 30 ms, and then 50 ms more', withinMs: 110, cause: 'the sensor lost its clock or its set-up', bench: 'its registers with i2cget; replace it' },
  'sensor-implausible': { found: 'a result that the part cannot have measured for 50 ms (a current above its range is an over-current)', withinMs: 80, cause: 'a shunt wired the wrong way round, a broken chip', bench: 'the shunt with a milliohm meter' },
  'current-while-off': { found: 'more than 30 mA with the gate off, for 200 ms', withinMs: 230, cause: 'a transistor that no longer opens', bench: 'pull the tray: only that takes the power away; replace the gate' },
  'no-current': { found: 'no more than 5 mA with the unit on, for 2 s', withinMs: 2050, cause: 'no unit behind the gate, or one whose regulator gave up', bench: 'the cable to the unit' },
  'address-conflict': { found: 'another target answers at the own address: in the first reply that differs', withinMs: 20, cause: 'two trays with the same slot straps', bench: 'the straps of both slots' },
  'strap-fault': { found: 'parity of the slot straps, at start', withinMs: 40, cause: 'a broken strap line of the backplane', bench: 'the five strap pins with a meter' },
  'store-fault': { found: 'an operation of the flash fails, or a newer layout is found', withinMs: 40, cause: 'a worn or broken flash, an older firmware', bench: 'racklet log; flash the newer firmware again' },
}; // biome-ignore format: a table is read by column
