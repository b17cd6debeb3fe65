// Transfers as a bus adapter takes them: messages joined by repeated STARTs, one STOP at the end (Linux's I2C_RDWR).

export type TransferMessage =
  | { readonly address: number; readonly write: Uint8Array }
  /** `block`: the first byte counts those that follow; `read` then counts it and what comes behind the block (PEC). */
  | { readonly address: number; readonly read: number; readonly block?: boolean };

export type TransferStatus = 'ok' | 'address-nack' | 'data-nack' | 'timeout' | 'arbitration-lost' | 'protocol';

export interface TransferResult {
  readonly status: TransferStatus;
  /** What was read, one array for each read message that ended. */
  readonly read: readonly Uint8Array[];
}
