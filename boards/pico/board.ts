// A BMC made of a Raspberry Pi Pico and the parts of docs/boards.md. Pins are GPIO numbers.
import type { Board } from '../../firmware/board';
import { deepFreeze } from '../../firmware/units/deep-freeze';
import { BASE } from '../base';

export const PICO_BOARD: Board = deepFreeze({
  ...BASE,
  name: 'racklet-pico',
  date: '261129',
  controllerRevision: 'Pico',
});

/** What only the native part needs, which starts before JavaScript does: board.h is made of it and of the above. */
export const PICO_NATIVE = deepFreeze({
  /** The rack's SMBus, on I2C1; the sensor's bus is I2C0. */
  target: { data: 2, clock: 3 },
  /** Fault lines, active low, open drain, in one group of eight pins: of the eFuse and of the INA226. */
  tripN: [8, 9],
  /** Of 2 MiB of flash. docs/image.md and docs/store.md draw the map. */
  flash: { slot0: 0x1_0000, slot1: 0xe_0000, slotBytes: 0xd_0000, store: 0x1b_0000, storeBytes: 0x5_0000 },
  /** Bytes of an MCUboot header. */
  imageHeader: 0x200,
  /** The watchdog resets a BMC that stands still for so long: longer than the longest erase, 400 ms (W25Q16JV, section 9.6). */
  watchdogMs: 1500,
});
