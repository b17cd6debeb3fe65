// What the boards of one design have in common: a Raspberry Pi Pico beside an INA226, an eFuse and a gate latch.
// A board spreads this and names what is its own.
import type { Board } from '../firmware/board';
import { Channel } from '../firmware/snapshot/channels';

type Shared = Omit<Board, 'name' | 'date' | 'controllerRevision'>;

export const BASE: Shared = {
  manufacturer: 'Racklet',
  controller: 'RP2040',
  tickMs: 10,
  security: 'closed',
  restore: 0,
  // 80 sectors of 4 KiB behind the images: 62 for the log, 2 for the configuration, 16 for the black box.
  store: { logSectors: 62, boxSectors: 16 },
  sensor: { part: 'ina226', address: 0x40, hz: 400_000, data: 4, clock: 5, timeout: 5, shuntMicroohms: 10_000 },
  analog: [
    // 12 bits over 3.3 V: a step is 3.3 V / 4096, as the SDK's `3.3f / (1 << 12)` has it, so that the highest reading is a step short.
    // Output volts through a 1:2 divider: 6.6 V over 4096 steps.
    { pin: 26, channel: Channel.outputVoltage, numerator: 6600, denominator: 4096, offset: 0 },
    // On-chip sensor, T = 27 - (V - 0.706) / 0.001721 at 3.3 V over 4096 steps. RP2040 datasheet, section 4.9.5.
    { pin: 30, channel: Channel.temperature, numerator: -468_137, denominator: 1000, offset: 437_227 },
  ],
  console: { receive: 1, transmit: 0, baud: 115_200 },
  pins: {
    presentN: 6,
    slotStraps: [16, 17, 18, 19, 20],
    gateSet: 10,
    gateClear: 11,
    gateReadBack: 12,
    shutdownRequestN: 13,
    resetN: 14,
  },
  debounceMs: 100,
  faultDelayMs: 20,
  registers: {},
};
