// Limits of SMBus 3.2 that both sides of the bus keep. Times in the unit that the name says.

/** SCL low for this long: every device releases the bus and returns to idle (tTIMEOUT, 25..35 ms). Table 1 (timing). */
export const CLOCK_LOW_TIMEOUT_MS = 25;
/** Longest clock stretch that a read may wait for JavaScript. Ours: tLOW:SEXT allows 25 ms for the whole message. */
export const BARRIER_MS = 10;
/** Largest block of SMBus 3; the Linux ioctls stop at 32. Section 6.5.7. */
export const LARGEST_BLOCK = 255;
export const LARGEST_LINUX_BLOCK = 32;
/** Writes that the target port holds until the firmware took them. */
export const QUEUE_DEPTH = 8;
/** First address of the slots: slot 0 answers at 0x10. */
export const FIRST_ADDRESS = 0x10;
export const SLOT_COUNT = 16;
/** Where a unit answers whose slot straps cannot be read: behind the last slot. */
export const LOST_SLOT = SLOT_COUNT;

export const addressOfSlot = (slot: number): number => FIRST_ADDRESS + slot;
