// The response byte of a fault: bit 7 shut down, bits 5:3 retries, bits 2:0 delay before each.
// PMBus Part II 1.3.1, sections 10.5.1 (voltage, temperature, time) and 10.5.2 (current). The unit of the delay is the device's.

const SHUT_DOWN = 0x80;
const RETRIES_SHIFT = 3;
const THREE_BITS = 7;

/** In bits 5:3: tries again for ever. 0: stays off. */
export const RETRY_FOR_EVER = 7;

/** By bits 2:0: milliseconds between the shutdown and the next try. */
export const RETRY_DELAYS_MS = [100, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000] as const;

export const shutsDown = (response: number): boolean => (response & SHUT_DOWN) !== 0;
export const retriesOf = (response: number): number => (response >> RETRIES_SHIFT) & THREE_BITS;
export const retryDelayOf = (response: number): number => RETRY_DELAYS_MS[response & THREE_BITS]!;

/** Every response that shuts down: `base` with each number of retries and each delay. */
export const shutdownResponses = (base: number): readonly number[] =>
  Array.from({ length: (THREE_BITS + 1) ** 2 }, (_, lowBits) => base | lowBits);
