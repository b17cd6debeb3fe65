// USB/IP on the wire: codes, sizes, records. Linux, Documentation/usb/usbip_protocol.rst. Big-endian throughout.

export const USBIP_VERSION = 0x0111;
export const DEFAULT_PORT = 3240;

/** Before a device is imported. */
export const Operation = {
  listRequest: 0x8005,
  listReply: 0x0005,
  importRequest: 0x8003,
  importReply: 0x0003,
} as const;
/** Afterwards. */
export const Urb = { submit: 1, unlink: 2, submitted: 3, unlinked: 4 } as const;
/** Status of an import. tools/usb/usbip/libsrc/usbip_common.h */
export const ImportStatus = { ok: 0, unavailable: 1, busy: 2, noDevice: 4 } as const;
/** Status of a URB: Linux's error numbers, negative. */
export const UrbStatus = { ok: 0, stall: -32, unlinked: -104 } as const;

export const OPERATION_HEADER = 8;
export const BUS_ID_BYTES = 32;
export const URB_HEADER = 48;
const DEVICE_RECORD = 312;
const BUS_ID_AT = 256;

/** A device of full speed (12 Mbit/s). */
const FULL_SPEED = 2;

export interface ExportedDevice {
  readonly path: string;
  readonly busId: string;
  readonly busNumber: number;
  readonly deviceNumber: number;
  readonly vendor: number;
  readonly product: number;
  readonly release: number;
  readonly deviceClass: number;
  /** Class, subclass, protocol of each interface. */
  readonly interfaces: readonly (readonly [number, number, number])[];
}

function operationReply(code: number, status: number, rest: Uint8Array): Uint8Array {
  const out = new Uint8Array(OPERATION_HEADER + rest.length);
  const view = new DataView(out.buffer);
  view.setUint16(0, USBIP_VERSION);
  view.setUint16(2, code);
  view.setUint32(4, status);
  out.set(rest, OPERATION_HEADER);
  return out;
}

function deviceRecord(device: ExportedDevice): Uint8Array {
  const out = new Uint8Array(DEVICE_RECORD);
  const view = new DataView(out.buffer);
  out.set(Buffer.from(device.path, 'latin1'));
  out.set(Buffer.from(device.busId, 'latin1'), BUS_ID_AT);
  view.setUint32(288, device.busNumber);
  view.setUint32(292, device.deviceNumber);
  view.setUint32(296, FULL_SPEED);
  view.setUint16(300, device.vendor);
  view.setUint16(302, device.product);
  view.setUint16(304, device.release);
  out[306] = device.deviceClass;
  // Configuration 1 of 1.
  out[309] = 1;
  out[310] = 1;
  out[311] = device.interfaces.length;
  return out;
}

/** What is exported, with the interfaces of each. */
export function listReply(devices: readonly ExportedDevice[]): Uint8Array {
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, devices.length);
  const records = devices.flatMap((device) => [
    deviceRecord(device),
    ...device.interfaces.map((codes) => Uint8Array.of(...codes, 0)),
  ]);
  return operationReply(Operation.listReply, ImportStatus.ok, Buffer.concat([count, ...records]));
}

export const importReply = (device: ExportedDevice): Uint8Array =>
  operationReply(Operation.importReply, ImportStatus.ok, deviceRecord(device));

export const importRefusal = (status: number): Uint8Array =>
  operationReply(Operation.importReply, status, new Uint8Array(0));

/** The answer to a submit. `actualLength`: bytes moved; for OUT those that were sent. */
export function submitted(sequence: number, status: number, actualLength: number, data: Uint8Array): Uint8Array {
  const out = urbReply(Urb.submitted, sequence, status, data);
  new DataView(out.buffer).setUint32(24, actualLength);
  return out;
}

/** The answer to an unlink. */
export const unlinked = (sequence: number, wasPending: boolean): Uint8Array =>
  urbReply(Urb.unlinked, sequence, wasPending ? UrbStatus.unlinked : UrbStatus.ok, new Uint8Array(0));

function urbReply(command: number, sequence: number, status: number, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(URB_HEADER + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, command);
  view.setUint32(4, sequence);
  view.setInt32(20, status);
  out.set(data, URB_HEADER);
  return out;
}
