// What the soak and its processes say to each other.
import type { RackResult, RackSoakOptions } from './rack-soak';

export type ToWorker = Omit<RackSoakOptions, 'onProgress'>;

export type FromWorker =
  /** Virtual time that has passed. */
  | { readonly kind: 'hours'; readonly hours: number }
  | { readonly kind: 'result'; readonly result: RackResult }
  /** The soak itself failed, not the firmware. */
  | { readonly kind: 'failed'; readonly reason: string };
