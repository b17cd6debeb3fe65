// The identity of a unit on the bench: every text differs from every other, so that a mix-up shows.
import type { Identity } from '../../firmware/pmbus/device-model';

const BENCH: Identity = {
  manufacturer: 'Racklet',
  model: 'bench',
  firmwareVersion: '1.2.3',
  location: 'slot 7',
  date: '261124',
  controller: 'RP2040',
  controllerRevision: 'B2',
  uniqueId: Uint8Array.of(0xe6, 0x60, 0x58, 0x38, 0x83, 0x0f, 0x12, 0x34),
  bootCount: 0x0102_0304,
  resetCause: 1,
};

export const makeIdentity = (differs: Partial<Identity> = {}): Identity => ({ ...BENCH, ...differs });
