// Kernel modules with all that they depend on, in the order in which they can be loaded.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface KernelModule {
  readonly name: string;
  readonly content: Buffer;
}

const LARGEST = 64 << 20;

/** File names use `-` where modules' names use `_`. */
const plain = (name: string): string => name.replaceAll('-', '_');

/** Modules and their dependencies first to last. One that is built into the kernel has no file and is left out. */
export function loadOrder(root: string, wanted: readonly string[]): readonly KernelModule[] {
  const files = filesByName(join(root, 'lib/modules'));
  const busybox = join(root, 'bin/busybox');
  const loaded = new Map<string, KernelModule>();
  const visit = (name: string): void => {
    const path = files.get(plain(name));
    if (path === undefined || loaded.has(plain(name))) return;
    const content = execFileSync(busybox, ['xz', '-dc', path], { maxBuffer: LARGEST });
    for (const needed of dependenciesOf(content)) visit(needed);
    loaded.set(plain(name), { name: plain(name), content });
  };
  for (const name of wanted) visit(name);
  return [...loaded.values()];
}

function filesByName(folder: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const name = /^(.+)\.ko\.xz$/.exec(entry.name)?.[1];
    if (name !== undefined) files.set(plain(name), join(entry.parentPath, entry.name));
  }
  return files;
}

/** The module's own list, in its section .modinfo: `depends=a,b`. */
function dependenciesOf(content: Buffer): readonly string[] {
  const list = /\0depends=([^\0]*)\0/.exec(content.toString('latin1'))?.[1] ?? '';
  return list.split(',').filter((name) => name !== '');
}
