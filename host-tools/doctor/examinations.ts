// What a computer can do with racklet, one row each: looked at in order, each with what to do where it cannot.
import type { WorkerBinary } from '../engines/xs/worker-binary';
import type { System } from './system';

export interface Finding {
  /** `works`, or `missing` with a remedy. */
  readonly state: 'works' | 'missing';
  readonly detail: string;
  /** What to do. */
  readonly remedy?: string;
}

export interface Examination {
  readonly name: string;
  /** Without it nothing works. */
  readonly isBase?: true;
  readonly look: (system: System) => Finding;
}

/** package.json, engines. */
const LEAST_NODE = [20, 12] as const;
const works = (detail: string): Finding => ({ state: 'works', detail });
const missing = (detail: string, remedy: string): Finding => ({ state: 'missing', detail, remedy });

function node({ nodeVersion }: System): Finding {
  const [major, minor] = nodeVersion.split('.').map(Number) as [number, number];
  const isEnough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return isEnough
    ? works(`Node ${nodeVersion}`)
    : missing(`Node ${nodeVersion}`, `install Node ${LEAST_NODE.join('.')} or later`);
}

function compiler({ run }: System): Finding {
  const cc = run('cc', '--version');
  const make = run('make', '--version');
  if (cc !== undefined && make !== undefined) return works(cc);
  return missing(
    `no ${[cc === undefined ? 'C compiler' : '', make === undefined ? 'make' : ''].filter(Boolean).join(' and no ')}`,
    'sudo apt install gcc make libc6-dev (macOS: xcode-select --install)',
  );
}

const xsEngine =
  (findWorker: () => WorkerBinary) =>
  ({ run }: System): Finding => {
    const worker = findWorker();
    if ('problem' in worker) return missing(worker.problem, worker.remedy);
    const version = run(worker.path, '-v');
    return version === undefined
      ? missing('the XS worker does not start', 'npm rebuild @agoric/xsnap')
      : works(version);
  };

function devices(system: System, pattern: RegExp): readonly string[] {
  return system
    .list('/dev')
    .filter((name) => pattern.test(name))
    .map((name) => `/dev/${name}`)
    .sort();
}

function permitted(system: System, paths: readonly string[], group: string): Finding {
  const closed = paths.filter((path) => !system.mayUse(path));
  if (closed.length === 0) return works(paths.join(', '));
  return missing(
    `no permission for ${closed.join(', ')}`,
    `sudo usermod -aG ${group} $USER and log in again, or: racklet doctor --udev-rules | sudo tee /etc/udev/rules.d/60-racklet.rules`,
  );
}

function realBus(system: System): Finding {
  if (system.platform !== 'linux')
    return missing('I2C buses exist on Linux alone', 'use a Raspberry Pi 5 or another Linux');
  const buses = devices(system, /^i2c-\d+$/);
  if (buses.length === 0)
    return missing('no /dev/i2c-N', 'sudo modprobe i2c-dev; on a Raspberry Pi: dtparam=i2c_arm=on in config.txt');
  return permitted(system, buses, 'i2c');
}

function serialPort(system: System): Finding {
  const ports = devices(system, /^(tty(ACM|USB)\d+|cu\.usbmodem.*)$/);
  if (ports.length === 0) return missing('no serial port', 'plug the board in: /dev/ttyACM0 or /dev/ttyUSB0 comes up');
  return permitted(system, ports, 'dialout');
}

/** Loaded, or there to be loaded. */
const hasModule = (system: System, name: string): boolean =>
  system.exists(`/sys/module/${name.replaceAll('-', '_')}`) ||
  system.run('modinfo', '-F', 'filename', name) !== undefined;

const USBIP_MODULES = ['vhci-hcd', 'i2c-diolan-u2c', 'i2c-dev', 'pmbus'] as const;

function usbip(system: System): Finding {
  if (system.platform !== 'linux')
    return missing('USB/IP clients exist on Linux alone', 'npm run test:linux runs one in QEMU');
  const lacking = USBIP_MODULES.filter((name) => !hasModule(system, name));
  if (lacking.length > 0)
    return missing(
      `this kernel lacks ${lacking.join(', ')}`,
      'install the kernel of your distribution or its backports: docs/linux.md',
    );
  if (system.run('usbip', 'version') === undefined) return missing('no usbip', 'sudo apt install usbip');
  return works(USBIP_MODULES.join(', '));
}

function kernelJudge(system: System): Finding {
  if (system.run('apt-get', '--version') === undefined || system.run('uname', '-m') !== 'x86_64')
    return missing('needs apt and an x86-64 Linux', 'run it on Debian or Ubuntu: npm run test:linux');
  return works('npm run test:linux');
}

function nativeTests({ run }: System): Finding {
  const gcc = run('arm-none-eabi-gcc', '--version');
  return gcc === undefined ? missing('no arm-none-eabi-gcc', 'sudo apt install gcc-arm-none-eabi') : works(gcc);
}

function boardImages(system: System): Finding {
  const { MODDABLE, PICO_SDK_DIR, PICO_SDK_PATH } = system.environment;
  if (MODDABLE === undefined || !system.exists(MODDABLE))
    return missing('no Moddable SDK (MODDABLE is not set)', 'docs/boards.md, Building');
  if ((PICO_SDK_DIR ?? PICO_SDK_PATH) === undefined)
    return missing('no Pico SDK (PICO_SDK_DIR is not set)', 'docs/boards.md, Building');
  return system.run('arm-none-eabi-gcc', '--version') === undefined
    ? missing('no arm-none-eabi-gcc', 'sudo apt install gcc-arm-none-eabi')
    : works(`Moddable SDK at ${MODDABLE}`);
}

export const examinations = (findWorker: () => WorkerBinary): readonly Examination[] => [
  { name: 'emulated rack, engine node', isBase: true, look: node },
  { name: 'C compiler (builds the XS engine)', look: compiler },
  { name: 'emulated rack, engine xs', look: xsEngine(findWorker) },
  { name: 'real bus, --bus i2c:/dev/i2c-N', look: realBus },
  { name: 'console of a board', look: serialPort },
  { name: 'emulated bus as /dev/i2c-N', look: usbip },
  { name: 'Linux kernel as judge', look: kernelJudge },
  { name: 'tests of the native parts', look: nativeTests },
  { name: 'images for boards', look: boardImages },
];
