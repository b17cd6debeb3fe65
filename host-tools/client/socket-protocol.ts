// The emulator's socket protocol: one JSON object per line in each direction. Bytes are hexadecimal. Version 1.
// The server greets; each request carries an id; answers may come in any order. Docs: docs/socket-protocol.md.
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

export const PROTOCOL = 'racklet-bus';
export const PROTOCOL_VERSION = 1;
/** Longest line that either side takes, in characters. */
export const LONGEST_LINE = 65_536;

export interface Greeting {
  readonly protocol: typeof PROTOCOL;
  readonly version: number;
  /** The controller waits for a stretched clock. */
  readonly stretches: boolean;
}

export type WireMessage =
  | { readonly address: number; readonly write: string }
  | { readonly address: number; readonly read: number; readonly block?: boolean };

/** A fault of the bus; bytes count from the first address byte, 0. host-tools/bus/bus-fault.ts says what each does. */
export interface WireFault {
  readonly kind: 'flip' | 'nack' | 'stuck-scl' | 'stuck-sda' | 'arbitration' | 'short';
  readonly byte: number;
  readonly mask?: number | undefined;
  readonly milliseconds?: number | undefined;
}

/** What can be made whole again. */
export const HEALED_PARTS = ['short', 'load', 'heat', 'sensor', 'gate', 'deaf', 'flash'] as const;
export type HealedPart = (typeof HEALED_PARTS)[number];

/** Why a BMC may be told to start anew; the names of RESET_CAUSES. */
export const ASKED_RESETS = ['watchdog', 'software', 'pin'] as const;

/** A fault of the plant or of a BMC, whole numbers in the units that the names say. host-tools/emulator/plant-faults.ts does it. */
export type WirePlantFault =
  | { readonly kind: 'short'; readonly slot: number; readonly milliohms: number }
  | {
      readonly kind: 'load';
      readonly slot: number;
      /** One of the three. */
      readonly milliamps?: number | undefined;
      readonly milliwatts?: number | undefined;
      readonly profile?: string | undefined;
    }
  /** Two constant currents in turn. */
  | {
      readonly kind: 'pulse';
      readonly slot: number;
      readonly milliamps: number;
      readonly milliseconds: number;
      readonly restMilliamps: number;
      readonly restMilliseconds: number;
    }
  /** The air of the tray. */
  | { readonly kind: 'heat'; readonly slot: number; readonly celsius: number }
  | {
      readonly kind: 'supply';
      readonly millivolts?: number | undefined;
      readonly milliohms?: number | undefined;
      readonly limitMilliamps?: number | undefined;
      readonly foldbackPercent?: number | undefined;
    }
  | { readonly kind: 'brown-out'; readonly millivolts: number; readonly milliseconds: number }
  /** host-tools/sensors/failure.ts names the failures. */
  | { readonly kind: 'sensor'; readonly slot: number; readonly failure: string }
  /** The gate's transistor conducts for ever, or never. */
  | { readonly kind: 'gate'; readonly slot: number; readonly stuck: 'on' | 'off' }
  /** The unit does not hear its BMC's request to shut itself down. */
  | { readonly kind: 'deaf'; readonly slot: number }
  /** The presence pin chatters. */
  | { readonly kind: 'rattle'; readonly slot: number; readonly milliseconds: number }
  /** The BMC starts anew; its supply and the latch of its gate stay. */
  | { readonly kind: 'bmc-reset'; readonly slot: number; readonly cause: (typeof ASKED_RESETS)[number] }
  /** JavaScript of the BMC stands still. */
  | { readonly kind: 'bmc-pause'; readonly slot: number; readonly milliseconds: number }
  /** host-tools/rack/bmc-flash.ts names the failures. */
  | { readonly kind: 'flash'; readonly slot: number; readonly failure: string }
  | { readonly kind: 'heal'; readonly what: HealedPart; readonly slot: number }
  | { readonly kind: 'heal-supply' };

export type Request =
  | { readonly id: number; readonly do: 'transfer'; readonly messages: readonly WireMessage[] }
  | { readonly id: number; readonly do: 'plant'; readonly action: 'remove' | 'insert'; readonly slot: number }
  | { readonly id: number; readonly do: 'describe' }
  /** The fault strikes the next `count` transactions. */
  | { readonly id: number; readonly do: 'fault'; readonly fault: WireFault; readonly count: number }
  /** Faults that are left are taken back. */
  | { readonly id: number; readonly do: 'heal-bus' }
  | { readonly id: number; readonly do: 'plant-fault'; readonly fault: WirePlantFault }
  /** From then on every line of the bus trace is sent as `{"trace": line}`, the header first. */
  | { readonly id: number; readonly do: 'trace' };

export interface UnitDescription {
  readonly slot: number;
  readonly engine: string;
  /** Why the firmware does not run, if it does not. */
  readonly failure?: string;
  /** Process of the engine, where it has one. */
  readonly pid?: number;
  /** Path of the pseudo-terminal at its serial port. */
  readonly console?: string;
}

export interface RackDescription {
  readonly name: string;
  readonly seed: number;
  /** Rack time since power-on; absent in emulators before it was told. */
  readonly nowMs?: number;
  readonly units: readonly UnitDescription[];
}

/** Sent without being asked, to a client that follows the trace. */
export interface TraceEvent {
  readonly trace: string;
}

export type Answer =
  | { readonly id: number; readonly status: string; readonly read: readonly string[] }
  | { readonly id: number; readonly done: string }
  | { readonly id: number; readonly rack: RackDescription }
  | { readonly id: number; readonly error: string };

/** Where the emulator listens unless told otherwise: a folder of this user alone, where the system has one. */
export function defaultSocketPath(): string {
  const runtime = process.env.XDG_RUNTIME_DIR;
  return runtime ? join(runtime, 'racklet.sock') : join(tmpdir(), `racklet-${userInfo().uid}.sock`);
}
