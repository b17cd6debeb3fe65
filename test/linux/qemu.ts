// A virtual machine: Debian's kernel and our initramfs in Debian's QEMU. Always ended, whatever happens.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { libraryPath, loaderOf } from './initramfs';

const MEGABYTES = 768;

export interface Machine {
  /** The guest's second serial line. */
  readonly line: Socket;
  /** What QEMU itself complained of. */
  complaint(): string;
  /** What the kernel said so far. */
  console(): string;
  kill(): void;
  /** Resolves when QEMU has ended. */
  readonly ended: Promise<void>;
  readonly acceleration: 'kvm' | 'tcg';
}

export interface MachineOptions {
  readonly root: string;
  readonly initramfs: Buffer;
  /** Folder for the files of this run. */
  readonly work: string;
}

export const kernelOf = (root: string): string =>
  join(root, 'boot', readdirSync(join(root, 'boot')).find((name) => name.startsWith('vmlinuz-'))!);

/** KVM only where it can be used. A device without the processor's help (seen inside containers) starts and then hangs. */
function acceleration(): 'kvm' | 'tcg' {
  if (process.env.RACKLET_LINUX_KVM === 'no') return 'tcg';
  try {
    if (!/^flags\s*:.*\b(vmx|svm)\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'))) return 'tcg';
    closeSync(openSync('/dev/kvm', 'r+'));
    return 'kvm';
  } catch {
    return 'tcg';
  }
}

export async function startMachine({ root, initramfs, work }: MachineOptions): Promise<Machine> {
  const image = join(work, 'initramfs');
  const socket = join(work, 'serial');
  const log = join(work, 'console');
  writeFileSync(image, initramfs);
  writeFileSync(log, '');
  const accelerated = acceleration();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const child = spawn(
    loaderOf(root),
    [
      '--library-path',
      libraryPath(root),
      join(root, 'usr/bin/qemu-system-x86_64'),
      ...argumentsOf(root, accelerated, { image, socket, log }),
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, QEMU_MODULE_DIR: join(root, 'usr/lib/x86_64-linux-gnu/qemu') },
    },
  );
  let complaint = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await Promise.race([connected, ended.then(() => undefined)]);
  server.close();
  if (line === undefined) throw new Error(`QEMU did not start: ${complaint.trim()}`);
  line.on('error', () => {});
  return {
    line,
    complaint: () => complaint.trim(),
    console: () => readFileSync(log, 'latin1'),
    kill: () => kill(child),
    ended,
    acceleration: accelerated,
  };
}

function argumentsOf(
  root: string,
  accelerated: string,
  files: { image: string; socket: string; log: string },
): string[] {
  return [
    '-nodefaults',
    '-no-user-config',
    '-display', 'none',
    '-no-reboot',
    '-M', 'pc',
    '-accel', accelerated,
    '-cpu', accelerated === 'kvm' ? 'host' : 'max',
    '-m', String(MEGABYTES),
    '-L', join(root, 'usr/share/qemu'),
    '-L', join(root, 'usr/share/seabios'),
    '-kernel', kernelOf(root),
    '-initrd', files.image,
    '-append', 'console=ttyS0 panic=-1 mitigations=off loglevel=7',
    '-chardev', `file,id=console,path=${files.log}`,
    '-serial', 'chardev:console',
    '-chardev', `socket,id=line,path=${files.socket}`,
    '-serial', 'chardev:line',
    '-netdev', 'user,id=net',
    '-device', 'virtio-net-pci,netdev=net,romfile=',
  ]; // biome-ignore format: option and value on one line
}

function kill(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
}
