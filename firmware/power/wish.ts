// What the operator wants of the power side. The bus writes it, the power controller reads it and strikes out what it has done.
import { Cycle } from './hot-swap-state';

export interface PowerWish {
  /** The unit is to be on. */
  wanted: boolean;
  /** Where it is not: it may shut itself down first. */
  graceful: boolean;
  /** Asked for once. */
  cycle: Cycle;
  /** A pulse on the unit's reset line, asked for once. */
  reset: boolean;
}

export const noWish = (): PowerWish => ({ wanted: false, graceful: false, cycle: Cycle.none, reset: false });
