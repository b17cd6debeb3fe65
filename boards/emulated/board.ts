// The board of the emulated rack: the data of a Raspberry Pi Pico based BMC. rack.yaml may change single facts of it.
import type { Board } from '../../firmware/board';
import { deepFreeze } from '../../firmware/units/deep-freeze';
import { BASE } from '../base';

export const EMULATED_BOARD: Board = deepFreeze({
  ...BASE,
  name: 'racklet-emulated',
  date: '261124',
  controllerRevision: 'emulated',
});
