// INA228: 20 bits left-aligned in registers of 24. TI SLYS021A, 7.6. The accumulators and the die's temperature stand still.
import { AVERAGES, type Chip, type Registers } from '../chip';

const [CONFIG, ADC_CONFIG, SHUNT_CAL, SHUNT, BUS, TEMPERATURE, CURRENT, POWER] = [0, 1, 2, 4, 5, 6, 7, 8];
const [DIAGNOSIS, SHUNT_OVER, SHUNT_UNDER, BUS_OVER, BUS_UNDER] = [0x0b, 0x0c, 0x0d, 0x0e, 0x0f];
/** Microseconds by the three bits of VBUSCT and VSHCT. */
const CONVERSION_US: readonly number[] = [50, 84, 150, 280, 540, 1052, 2074, 4120];
const DIE_CELSIUS = 35;
const END = 0x7ffff;
/** Of the limits, in DIAG_ALRT. */
const FLAGS = 0x78;

/** ADCRANGE, bit 4 of CONFIG: a quarter of the range, in a quarter of the steps. */
const shuntStep = (registers: Registers): number => (registers.bits(CONFIG, 4, 1) ? 78.125e-9 : 312.5e-9);

export const INA228_CHIP: Chip = {
  name: 'INA228',
  reset: {
    [ADC_CONFIG]: 0xfb68,
    [SHUNT_CAL]: 0x1000,
    [DIAGNOSIS]: 0x0001,
    [SHUNT_OVER]: 0x7fff,
    [SHUNT_UNDER]: 0x8000,
    [BUS_OVER]: 0x7fff,
    16: 0x7fff,
    17: 0xffff,
    62: 0x5449,
    63: 0x2281,
  },
  writable: {
    [CONFIG]: 0xfff0,
    [ADC_CONFIG]: 0xffff,
    [SHUNT_CAL]: 0x7fff,
    3: 0x3fff,
    [DIAGNOSIS]: 0xf000,
    [SHUNT_OVER]: 0xffff,
    [SHUNT_UNDER]: 0xffff,
    [BUS_OVER]: 0x7fff,
    [BUS_UNDER]: 0x7fff,
    16: 0xffff,
    17: 0xffff,
  },
  wide: { [SHUNT]: 3, [BUS]: 3, [CURRENT]: 3, [POWER]: 3, 9: 5, 10: 5 },
  resetBit: { register: CONFIG, mask: 0x8000 },
  restarts: [CONFIG, ADC_CONFIG],
  ready: { register: DIAGNOSIS, mask: 0x0002, clearedBy: DIAGNOSIS },
  limitFlags: FLAGS,
  period: (registers) => {
    const mode = registers.bits(ADC_CONFIG, 12, 4);
    if (mode < 8) return 0;
    const times = [9, 6, 3].map((low, i) => ((mode >> i) & 1 ? CONVERSION_US[registers.bits(ADC_CONFIG, low, 3)]! : 0));
    return AVERAGES[registers.bits(ADC_CONFIG, 0, 3)]! * times.reduce((sum, time) => sum + time, 0);
  },
  averages: (registers) => AVERAGES[registers.bits(ADC_CONFIG, 0, 3)]!,
  convert: (registers, { volts, shuntVolts, quantise }) =>
    put(registers, quantise(volts / 195.3125e-6, 0, END), quantise(shuntVolts / shuntStep(registers), -END - 1, END)),
  saturate: (registers) => put(registers, END, END),
  alert: (registers) => {
    const bus = registers.signed(BUS, 24) >> 4;
    const shunt = registers.signed(SHUNT, 24) >> 4;
    // Limits are 16 bits: a step is 16 of the shunt's, and 16 of the bus's.
    const due =
      (shunt > registers.signed(SHUNT_OVER, 16) * 16 ? 0x40 : 0) |
      (shunt < registers.signed(SHUNT_UNDER, 16) * 16 ? 0x20 : 0) |
      (bus > registers.get(BUS_OVER) * 16 ? 0x10 : 0) |
      (bus < registers.get(BUS_UNDER) * 16 ? 0x08 : 0);
    const latches = registers.bits(DIAGNOSIS, 15, 1) === 1;
    const latched = latches ? registers.get(DIAGNOSIS) & FLAGS : 0;
    registers.set(DIAGNOSIS, (registers.get(DIAGNOSIS) & ~FLAGS) | due | latched);
    return (due | latched) !== 0;
  },
};

function put(registers: Registers, bus: number, shunt: number): void {
  registers.set(BUS, bus << 4);
  registers.set(SHUNT, (shunt << 4) & 0xffffff);
  registers.set(TEMPERATURE, Math.round(DIE_CELSIUS / 7.8125e-3));
  // Equation 2: SHUNT_CAL grows with the step of the current, so the steps get fewer; 4096 stands for as many as of voltage. 0 gives 0.
  const calibration = registers.get(SHUNT_CAL);
  const steps = calibration === 0 ? 0 : Math.round((shunt * 4096) / calibration);
  const current = Math.max(-END - 1, Math.min(END, steps));
  registers.set(CURRENT, (current << 4) & 0xffffff);
  // A step of power is 3.2 steps of current, a bus step is 195.3125 uV.
  registers.set(POWER, Math.min(0xffffff, Math.round((Math.abs(current) * bus * 195.3125e-6) / 3.2)));
}
