// The guest's file system: busybox, the tools with their libraries, the kernel's modules, Node with racklet's command line.
import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CpioEntry, characterDevice, cpio, file, link } from './cpio';
import { loadOrder } from './modules';

const GUEST = fileURLToPath(new URL('./guest/', import.meta.url));
const MODULES = ['virtio_pci', 'virtio_net', 'vhci_hcd', 'i2c_dev', 'i2c_diolan_u2c', 'pmbus'] as const;
const TOOLS = [
  'usr/sbin/i2cdetect',
  'usr/sbin/i2cget',
  'usr/sbin/i2cset',
  'usr/sbin/i2ctransfer',
  'usr/bin/sensors',
  'usr/sbin/usbip',
] as const;
const LOADER = 'lib64/ld-linux-x86-64.so.2';
const LIBRARY_FOLDERS = ['lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu'] as const;
/** Where Node's own libraries are: the host's, which need not fit Debian's. */
const NODE = 'node';

export const libraryPath = (root: string): string => LIBRARY_FOLDERS.map((folder) => join(root, folder)).join(':');
export const loaderOf = (root: string): string => join(root, LOADER);

/** @param commandLine the bundled command line and what it loads at run time; without it the guest has no Node */
export function buildInitramfs(root: string, commandLine?: readonly CpioEntry[]): Buffer {
  const modules = loadOrder(root, MODULES);
  return cpio([
    characterDevice('dev/console', 5, 1),
    file('bin/busybox', readFileSync(join(root, 'bin/busybox')), 0o755),
    link('bin/sh', 'busybox'),
    file('init', readFileSync(join(GUEST, 'init.sh')), 0o755),
    file('job.sh', readFileSync(join(GUEST, 'job.sh'))),
    file('etc/passwd', 'root:x:0:0:root:/:/bin/sh\n'),
    file('modules/order', modules.map(({ name }) => `${name}\n`).join('')),
    ...modules.map(({ name, content }) => file(`modules/${name}.ko`, content)),
    ...tools(root),
    ...(commandLine === undefined ? [] : [...node(), ...commandLine]),
  ]);
}

function tools(root: string): readonly CpioEntry[] {
  const loader = loaderOf(root);
  const libraries = new Set<string>();
  for (const tool of TOOLS) {
    const listing = execFileSync(loader, ['--library-path', libraryPath(root), '--list', join(root, tool)], {
      encoding: 'utf8',
    });
    for (const path of pathsIn(listing)) libraries.add(path);
  }
  return [
    ...TOOLS.map((tool) => file(`usr/bin/${basename(tool)}`, readFileSync(join(root, tool)), 0o755)),
    file(LOADER, readFileSync(realpathSync(loader)), 0o755),
    file('etc/sensors3.conf', readFileSync(join(root, 'etc/sensors3.conf'))),
    ...[...libraries].map((path) => file(`lib/${basename(path)}`, readFileSync(realpathSync(path)), 0o755)),
  ];
}

/** The Node that runs this, with the libraries of this computer. */
function node(): readonly CpioEntry[] {
  const libraries = pathsIn(execFileSync('ldd', [process.execPath], { encoding: 'utf8' }));
  return [
    file(`${NODE}/node`, readFileSync(process.execPath), 0o755),
    file(`${NODE}/loader`, readFileSync(realpathSync('/lib64/ld-linux-x86-64.so.2')), 0o755),
    ...libraries
      .filter((path) => dirname(path) !== '/lib64')
      .map((path) => file(`${NODE}/lib/${basename(path)}`, readFileSync(realpathSync(path)), 0o755)),
  ];
}

/** Lines `libx.so.1 => /path/libx.so.1 (0x...)` of the loader's listing. */
const pathsIn = (listing: string): readonly string[] =>
  [...listing.matchAll(/=> (\/\S+) \(/g)].map((match) => match[1]!);
