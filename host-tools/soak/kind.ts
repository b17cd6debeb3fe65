// What a kind of fault is: what it does to rack, bus or BMC, and what the oracle then demands.
import type { Demand } from './demand';
import type { Strike } from './strike';

export interface Kind extends Demand {
  /** Does it and undoes it. Says `strike.begins()` at the instant in which it begins. */
  act(strike: Strike): Promise<void>;
}
