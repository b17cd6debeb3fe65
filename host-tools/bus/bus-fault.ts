// Faults that can be injected into one transaction of the bus. Bytes count from the first address byte, 0.

export type BusFault =
  /** Bits of a byte are inverted on the wire, whoever sends it. */
  | { readonly kind: 'flip'; readonly byte: number; readonly mask: number }
  /** The controller sees no acknowledgement, whatever the device did. */
  | { readonly kind: 'nack'; readonly byte: number }
  /** SCL is held low before the byte: from 25 ms on a time-out, below that a byte that comes late. */
  | { readonly kind: 'stuck-scl'; readonly byte: number; readonly milliseconds: number }
  /** SDA is held low from the byte on until the end of the transaction. */
  | { readonly kind: 'stuck-sda'; readonly byte: number }
  /** The controller loses arbitration at the byte and leaves the bus without a STOP. */
  | { readonly kind: 'arbitration'; readonly byte: number }
  /** The controller sends STOP in place of the byte. */
  | { readonly kind: 'short'; readonly byte: number };
