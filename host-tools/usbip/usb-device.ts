// The adapter as a USB device: descriptors, and the requests of endpoint 0. USB 2.0, chapter 9.
import type { ExportedDevice } from './protocol';

const VENDOR = 0x0abf;
const PRODUCT = 0x3370;
const RELEASE = 0x0100;
const VENDOR_CLASS = 0xff;
/** Endpoints of the adapter; the kernel's driver takes the first OUT and the first IN that it finds. */
export const Endpoint = { control: 0, out: 2, in: 4 } as const;

export const ADAPTER: ExportedDevice = {
  path: '/sys/devices/racklet/usb1/1-2',
  busId: '1-2',
  busNumber: 1,
  deviceNumber: 2,
  vendor: VENDOR,
  product: PRODUCT,
  release: RELEASE,
  deviceClass: 0,
  interfaces: [[VENDOR_CLASS, 0, 0]],
};

const STRINGS = ['', 'Racklet', 'Emulated rack, as Diolan U2C-12', '0001'] as const;
const US_ENGLISH = [0x09, 0x04] as const;
const Descriptor = { device: 1, configuration: 2, string: 3 } as const;

// biome-ignore format: bLength, type, USB 2.0, class, EP0 size, vendor, product, release, strings, configurations
const DEVICE = Uint8Array.of(18, 1, 0x00, 0x02, 0, 0, 0, 64, VENDOR & 0xff, VENDOR >> 8, PRODUCT & 0xff, PRODUCT >> 8, 0x00, 0x01, 1, 2, 3, 1);
// biome-ignore format: one descriptor a line; bulk endpoints of 64 bytes, OUT first
const CONFIGURATION = Uint8Array.of(
  9, 2, 32, 0, 1, 1, 0, 0x80, 50,
  9, 4, 0, 0, 2, VENDOR_CLASS, 0, 0, 0,
  7, 5, Endpoint.out, 2, 64, 0, 0,
  7, 5, 0x80 | Endpoint.in, 2, 64, 0, 0,
);

function stringDescriptor(index: number): Uint8Array | undefined {
  const text = STRINGS[index];
  if (text === undefined) return undefined;
  const body = index === 0 ? Uint8Array.of(...US_ENGLISH) : Buffer.from(text, 'utf16le');
  return Uint8Array.of(body.length + 2, Descriptor.string, ...body);
}

/** Standard requests: bmRequestType << 8 | bRequest. */
const Request = { getStatus: 0x8000, getDescriptor: 0x8006, getConfiguration: 0x8008, setConfiguration: 0x0009, setInterface: 0x010b, clearHalt: 0x0201 } as const; // biome-ignore format: one line

/** A request of endpoint 0. @returns what it answers, at most as long as was asked for; undefined for a stall */
export function controlRequest(setup: Uint8Array, length: number): Uint8Array | undefined {
  const answer = answerTo(setup);
  return answer?.subarray(0, length);
}

function answerTo(setup: Uint8Array): Uint8Array | undefined {
  switch ((setup[0]! << 8) | setup[1]!) {
    case Request.getDescriptor:
      if (setup[3] === Descriptor.device) return DEVICE;
      if (setup[3] === Descriptor.configuration && setup[2] === 0) return CONFIGURATION;
      return setup[3] === Descriptor.string ? stringDescriptor(setup[2]!) : undefined;
    case Request.getStatus:
      return Uint8Array.of(0, 0);
    case Request.getConfiguration:
      return Uint8Array.of(1);
    case Request.setConfiguration:
    case Request.setInterface:
    case Request.clearHalt:
      return new Uint8Array(0);
    default:
      return undefined;
  }
}
