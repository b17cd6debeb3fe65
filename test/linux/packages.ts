// Debian's kernel, QEMU and tools, unpacked into a folder of the user's cache. Nothing is installed; no root is needed.
// apt keeps its own promises in there: signed lists, checked hashes; its state and its sources are private.
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CannotRun } from './skipped';

const run = promisify(execFile);

/** What apt is asked for; it adds what these depend on. Bookworm's own kernel (6.1) is built without PMBus. */
const PACKAGES = [
  'linux-image-amd64/bookworm-backports',
  'qemu-system-x86',
  'i2c-tools',
  'lm-sensors',
  'busybox-static',
  'usbip',
] as const;
const SUITES = ['bookworm', 'bookworm-backports'] as const;
const MIRROR = process.env.RACKLET_DEBIAN_MIRROR ?? 'http://deb.debian.org/debian';
const KEYRING = 'usr/share/keyrings/debian-archive-keyring.gpg';
/** Raised when what is unpacked, or how, changes. */
const LAYOUT = 1;
const LONGEST_OUTPUT = 64 << 20;
/** Of the kernel's package only this is unpacked. */
const KERNEL_PARTS = ['./boot/vmlinuz*', './lib/modules/*/kernel/*'];

export interface Packages {
  /** Root of the unpacked tree. */
  readonly root: string;
  /** True where they were there already. */
  readonly cached: boolean;
}

const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'racklet');

/** Unpacks the packages, or finds them unpacked. @throws CannotRun without apt, or without a network */
export async function unpackedPackages(fresh: boolean): Promise<Packages> {
  assertHost();
  const name = createHash('sha256')
    .update(JSON.stringify([PACKAGES, SUITES, MIRROR, LAYOUT]))
    .digest('hex')
    .slice(0, 12);
  const cache = cacheFolder();
  const root = join(cache, `linux-${name}`);
  if (existsSync(root) && !fresh) return { root, cached: true };
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'unpacking-'));
  try {
    const archives = await download(work);
    const tree = join(work, 'root');
    mkdirSync(tree);
    for (const archive of archives) await unpack(archive, tree);
    rmSync(root, { recursive: true, force: true });
    renameSync(tree, root);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return { root, cached: false };
}

function assertHost(): void {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new CannotRun(
      `QEMU and kernel are Debian's for x86-64 Linux; this is ${process.platform} on ${process.arch}`,
    );
  }
}

/** @returns the archives, dependencies included */
async function download(work: string): Promise<readonly string[]> {
  for (const tool of ['apt-get', 'dpkg-deb', 'tar']) {
    if (!hasTool(tool)) throw new CannotRun(`${tool} is not here, and the packages come with it`);
  }
  const keyring = await findKeyring(work);
  const environment = { ...process.env, APT_CONFIG: writeConfiguration(work, keyring), LC_ALL: 'C' };
  const apt = (...args: readonly string[]) =>
    run('apt-get', [...args], { env: environment, maxBuffer: LONGEST_OUTPUT });
  try {
    await apt('update', '--error-on=any');
    await apt('install', '--download-only', '--yes', '--no-install-recommends', ...PACKAGES);
  } catch (error) {
    throw new CannotRun(`the packages cannot be fetched from ${MIRROR}: ${firstError(error)}`);
  }
  const folder = join(work, 'archives');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.deb'))
    .map((file) => join(folder, file));
}

/** The signature of the lists is checked against Debian's keys; Ubuntu has them as a package. */
async function findKeyring(work: string): Promise<string> {
  const here = join('/', KEYRING);
  if (existsSync(here)) return here;
  const folder = join(work, 'keyring');
  mkdirSync(folder);
  try {
    await run('apt-get', ['download', 'debian-archive-keyring'], { cwd: folder });
    await run('dpkg-deb', ['-x', join(folder, readdirSync(folder)[0]!), folder]);
  } catch (error) {
    throw new CannotRun(`no ${here}, and apt cannot fetch debian-archive-keyring: ${firstError(error)}`);
  }
  return join(folder, KEYRING);
}

/** A configuration that shares nothing with the computer's apt but how it reaches the network. */
function writeConfiguration(work: string, keyring: string): string {
  for (const folder of ['lists/partial', 'archives/partial', 'empty'])
    mkdirSync(join(work, folder), { recursive: true });
  writeFileSync(join(work, 'status'), '');
  writeFileSync(
    join(work, 'sources.list'),
    SUITES.map((suite) => `deb [signed-by=${keyring}] ${MIRROR} ${suite} main\n`).join(''),
  );
  const network = execFileSync('apt-config', ['dump'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => /^Acquire::(http|https|Retries)\b/.test(line));
  const file = join(work, 'apt.conf');
  writeFileSync(
    file,
    [
      ...network,
      `Dir::Etc::SourceList "${work}/sources.list";`,
      `Dir::Etc::SourceParts "${work}/empty";`,
      `Dir::Etc::Parts "${work}/empty";`,
      `Dir::State "${work}";`,
      `Dir::State::status "${work}/status";`,
      `Dir::Cache "${work}";`,
      'APT::Architecture "amd64";',
      'APT::Architectures { "amd64"; };',
      'APT::Sandbox::User "";',
      'Acquire::Languages "none";',
      'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";',
      '',
    ].join('\n'),
  );
  return file;
}

async function unpack(archive: string, tree: string): Promise<void> {
  if (!/\/linux-image-6/.test(archive)) {
    await run('dpkg-deb', ['-x', archive, tree]);
    return;
  }
  const parts = KERNEL_PARTS.map((part) => `'${part}'`).join(' ');
  await run('sh', ['-c', `dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --wildcards ${parts}`, 'sh', archive, tree]);
}

function hasTool(tool: string): boolean {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, tool)));
}

/** apt's own words, one line of them. */
function firstError(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  const line = stderr?.split('\n').find((text) => /^[EW]:/.test(text));
  return line ?? message.split('\n')[0]!;
}
