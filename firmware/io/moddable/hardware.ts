// `racklet:io/hardware` of a board: who it is and why it started. Not preloaded: it asks the chip.

const ID_BYTES = 8;

function readUniqueId(this: void, bytes: Uint8Array): void {
  native('racklet_unique_id').call(this, bytes);
}
function readResetCause(this: void): number {
  return native('racklet_reset_cause').call(this);
}

/** Of the flash chip. */
export const uniqueId = new Uint8Array(ID_BYTES);
readUniqueId(uniqueId);

/** Index into RESET_CAUSES. */
export const resetCause = readResetCause();

/** The chip keeps no count: the log does. */
export const bootCount = undefined;
