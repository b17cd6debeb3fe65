// What an engine finds around it: the emulated board's hardware, as the bridge asks it. Implemented by rack/bmc-hardware.ts.

export interface BoardHardware {
  /** Facts of the board as ASCII JSON. */
  boardJson(): string;
  /** Unique id (8 bytes), boot count u32, reset cause. */
  hardware(): Uint8Array;
  /** Puts the first three bytes of a register, as the device sends them, into `answer[1]` and up. @returns false for no acknowledgement */
  smbusReadInto(address: number, register: number, answer: Uint8Array): boolean;
  /** @returns false for no acknowledgement */
  smbusWrite(address: number, register: number, value: number): boolean;
  analogRead(pin: number): number;
  digitalRead(pin: number): number;
  readonly flash: import('../../firmware/io/flash/flash').Flash;
  digitalWrite(pin: number, level: number): void;
  openSerial(baud: number): void;
  writeSerial(bytes: Uint8Array): void;
  closeSerial(): void;
  /** Slots of the engine's heap, where it tells. */
  heapSlots(): number | undefined;
  gateSet(): void;
  gateClear(): void;
  gateRead(): boolean;
  /** Opens the target port. @throws where one is open */
  openTarget(address: number): void;
  /** The port, once opened. */
  readonly target: import('../../firmware/io/smbus-target/smbus-target').SmbusTarget;
  /** Wakes the engine with this timer every `milliseconds`. */
  repeatTimer(id: number, milliseconds: number): void;
}
