// The modules that a board brings: values of firmware/main.ts alone. On a board they are native or the SDK's; in the
// emulated rack they are host-tools/engines/guest.

declare module 'embedded:io/smbus' {
  const SMBus: import('./io/embedded').SMBusConstructor;
  export default SMBus;
}
declare module 'embedded:io/analog' {
  const Analog: import('./io/embedded').AnalogConstructor;
  export default Analog;
}
declare module 'embedded:io/digital' {
  const Digital: import('./io/embedded').DigitalPinConstructor;
  export default Digital;
}
declare module 'embedded:io/serial' {
  const Serial: import('./io/embedded').SerialConstructor;
  export default Serial;
}
declare module 'racklet:io/flash' {
  const Flash: import('./io/flash/flash').FlashConstructor;
  export default Flash;
}
declare module 'racklet:io/gate-latch' {
  const GateLatch: import('./io/gate-latch/gate-latch').GateLatchConstructor;
  export default GateLatch;
}
declare module 'racklet:io/smbus-target' {
  const SmbusTarget: import('./io/smbus-target/smbus-target').SmbusTargetConstructor;
  export default SmbusTarget;
}
declare module 'racklet:io/hardware' {
  /** Eight bytes. */
  export const uniqueId: Uint8Array;
  /** Undefined where the hardware does not count: the log does. */
  export const bootCount: number | undefined;
  /** Index into RESET_CAUSES. */
  export const resetCause: number;
}
declare module 'racklet:io/meter' {
  const meter: import('./io/meter/meter').Meter;
  export default meter;
}
declare module 'racklet:io/watchdog' {
  const Watchdog: {
    /** A tick is done: sampled, decided, published. Without it, or with a bus that is dead, the BMC is reset. */
    alive(): void;
  };
  export default Watchdog;
}
declare module 'racklet:board' {
  export const board: import('./board').Board;
}
declare module 'timer' {
  const Timer: {
    repeat(callback: () => void, milliseconds: number): unknown;
  };
  export default Timer;
}
declare module 'time' {
  const Time: {
    /** Milliseconds of a free-running clock, 32 bits. */
    readonly ticks: number;
  };
  export default Time;
}
