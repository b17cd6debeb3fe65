// What a device on the emulated bus is: it sees the bus byte by byte and answers each with a number.

export const NACK = 0;
export const ACK = 1;
/** The device holds SCL low and answers later through its line. */
export const STRETCH = -1;

/** Where a device that stretched gives its answer. */
export interface BusLine {
  /** Ends the stretch: ACK, NACK, or the byte that was asked for. */
  release(answer: number): void;
}

export interface BusDevice {
  /** A START or repeated START with an address, seen by every device. @returns ACK, NACK or STRETCH */
  addressed(address: number, read: boolean): number;
  /** A byte from the controller, after an acknowledged address. @returns ACK, NACK or STRETCH */
  received(byte: number): number;
  /** The controller clocks a byte out. @returns the byte or STRETCH */
  requested(): number;
  /** A bit of the byte that this device gave last is low on the bus though it left it high. */
  collided(): void;
  /** STOP of a message in which this device was addressed. */
  stopped(): void;
  /** STOP of a message to other devices, for one that looks at every STOP. */
  othersStopped?(): void;
  /** SCL was low for 25 ms: back to idle, whatever was going on. SMBus 3.2, section 4.1.1. */
  clockTimeout(): void;
}
