// The host programs of the C cores, built with sanitizers.
import { compile, findCompiler, missingCompiler, SANITIZERS, WARNINGS } from './compile';

export const compiler = findCompiler();
/** Why the C cores cannot be tested here, or undefined. */
export const unavailable = missingCompiler(compiler);

export const SMBUS_TARGET_SOURCES = ['pec', 'reply-pool', 'write-queue', 'smbus-target', 'smbus-target-firmware'].map(
  (name) => `firmware/io/smbus-target/${name}.c`,
);

function hostProgram(name: string, sources: readonly string[]): string {
  return compile({
    name,
    compiler: compiler!,
    sources: [...sources, 'test/native-host/c/protocol.c', `test/native-host/c/${name}.c`],
    flags: [...WARNINGS, '-D_POSIX_C_SOURCE=200809L', '-O1', ...SANITIZERS],
  });
}

export const smbusTargetHost = (): string => hostProgram('smbus-target-host', SMBUS_TARGET_SOURCES);
