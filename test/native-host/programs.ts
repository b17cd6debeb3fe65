// The host programs of the C cores, built with sanitizers.
import { compile, findCompiler, missingCompiler, SANITIZERS, WARNINGS } from './compile';

export const compiler = findCompiler();
/** Why the C cores cannot be tested here, or undefined. */
export const unavailable = missingCompiler(compiler);

const inFolder = (folder: string, names: readonly string[]): string[] => names.map((name) => `${folder}/${name}.c`);

export const SMBUS_TARGET_SOURCES = inFolder('firmware/io/smbus-target', [
  'pec',
  'reply-pool',
  'write-queue',
  'smbus-target',
  'smbus-target-firmware',
]);
export const GATE_SOURCES = ['firmware/io/gate-latch/gate-latch.c', 'firmware/io/trip/trip.c'];
const FLASH_SCAN = 'firmware/io/flash/flash-scan.c';
export const FLASH_SOURCES = ['firmware/io/flash/flash.c', FLASH_SCAN];
const HARNESS = 'test/native-host/c';

/** How the cores are compiled here: what must be in RAM in sections of its own, interrupts where a test wants them. */
export const HOST_PORT = ['-DRACKLET_PORT_HEADER="host-port.h"', `-I${HARNESS}`, '-D_POSIX_C_SOURCE=200809L'];

function hostProgram(name: string, cores: readonly string[], harness: readonly string[]): string {
  return compile({
    name,
    compiler: compiler!,
    sources: [...cores, ...inFolder(HARNESS, [...harness, 'protocol', 'interrupt', name])],
    flags: [...WARNINGS, ...HOST_PORT, '-O1', ...SANITIZERS],
  });
}

export const smbusTargetHost = (): string => hostProgram('smbus-target-host', SMBUS_TARGET_SOURCES, []);
export const gateHost = (): string => hostProgram('gate-host', GATE_SOURCES, ['latch-model']);
export const flashHost = (): string => hostProgram('flash-host', [...FLASH_SOURCES, ...SMBUS_TARGET_SOURCES], []);
/** Over a `flash_read` of the harness. */
export const flashScanHost = (): string => hostProgram('flash-scan-host', [FLASH_SCAN], []);
