// The Pico's board for a bench: anyone on the bus may switch the unit, and it comes on by itself. Not for a rack that others can reach.
import type { Board } from '../../firmware/board';
import { RestorePolicy } from '../../firmware/pmbus/commands';
import { deepFreeze } from '../../firmware/units/deep-freeze';
import { BASE } from '../base';

export const PICO_BENCH_BOARD: Board = deepFreeze({
  ...BASE,
  name: 'racklet-pico-bench',
  date: '261129',
  controllerRevision: 'Pico',
  security: 'open',
  restore: RestorePolicy.on,
  // GP22, beside a ground pin of the Pico: a jumper makes the unit collect garbage under load.
  litter: { pin: 22, objects: 40 },
});
