// The archive format of an initramfs: cpio, "new ASCII". Documentation/driver-api/early-userspace/buffer-format.rst of the kernel.

const MAGIC = '070701';
const TRAILER = 'TRAILER!!!';
const FILE = 0o100000;
const FOLDER = 0o040000;
const LINK = 0o120000;
const DEVICE = 0o020000;

export interface CpioEntry {
  /** Without a leading slash. */
  readonly path: string;
  readonly mode: number;
  readonly content: Uint8Array;
  readonly device?: readonly [number, number];
}

export const file = (path: string, content: Uint8Array | string, mode = 0o644): CpioEntry => ({
  path,
  mode: FILE | mode,
  content: typeof content === 'string' ? Buffer.from(content) : content,
});
export const link = (path: string, target: string): CpioEntry => ({
  path,
  mode: LINK | 0o777,
  content: Buffer.from(target),
});
export const characterDevice = (path: string, major: number, minor: number): CpioEntry => ({
  path,
  mode: DEVICE | 0o600,
  content: new Uint8Array(0),
  device: [major, minor],
});
const folder = (path: string): CpioEntry => ({ path, mode: FOLDER | 0o755, content: new Uint8Array(0) });

/** An archive of the entries and of every folder that they are in. */
export function cpio(entries: readonly CpioEntry[]): Buffer {
  const folders = new Set<string>();
  for (const { path } of entries) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth++) folders.add(parts.slice(0, depth).join('/'));
  }
  const all = [...[...folders].sort().map(folder), ...entries, { path: TRAILER, mode: 0, content: new Uint8Array(0) }];
  return Buffer.concat(all.flatMap((entry, index) => record(entry, index + 1)));
}

function record({ path, mode, content, device = [0, 0] }: CpioEntry, inode: number): readonly Uint8Array[] {
  const name = Buffer.from(`${path}\0`);
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, device[0], device[1], name.length, 0];
  const head = MAGIC + fields.map((value) => value.toString(16).padStart(8, '0')).join('');
  const header = Buffer.concat([Buffer.from(head), name]);
  return [header, padding(header.length), content, padding(content.length)];
}

const padding = (length: number): Uint8Array => new Uint8Array((4 - (length % 4)) % 4);
