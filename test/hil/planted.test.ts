// A defect planted into the firmware of an emulated rack, one for each suite: the suite of its area has to fail and name the cause.
// And a whole firmware passes, in the XS engine too.
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { connectEmulated } from '../../host-tools/client/emulated-adapter';
import { Emulator } from '../../host-tools/emulator/emulator';
import { bundleFirmware } from '../../host-tools/engines/bundle';
import type { EngineName } from '../../host-tools/engines/engine';
import type { SuiteName } from '../../host-tools/hil/check';
import { openPlace } from '../../host-tools/hil/place';
import { type Outcome, runChecks } from '../../host-tools/hil/run-suite';
import { openSerialConsole } from '../../host-tools/hil/serial-console';
import { checksOf } from '../../host-tools/hil/suites/all';
import { parseRackFile } from '../../host-tools/rack/rack-file';
import { seconds } from '../../host-tools/sim/scheduler';
import { hasXs } from '../support/racks';
import { temporaryFolder } from '../support/run-cli';

const RACK = `apiVersion: racklet.io/v1alpha1
kind: Rack
metadata: { name: planted }
units: [{ slot: 1, security: open, load: { milliamps: 600 } }]
`;
const folder = temporaryFolder();
let close: () => Promise<void> = async () => {};
afterEach(async () => {
  await close();
  close = async () => {};
});

interface Defect {
  readonly from: string;
  readonly to: string;
}

async function outcomesOf(engine: EngineName, suite: SuiteName, defect?: Defect): Promise<readonly Outcome[]> {
  const bundle = await bundleFirmware({ file: join(folder.path, 'firmware.js') });
  const parts = defect === undefined ? [bundle.code] : bundle.code.split(defect.from);
  if (defect !== undefined) expect(parts.length).toBe(2);
  const socketPath = join(folder.path, `${suite}-${engine}.sock`);
  const emulator = new Emulator({
    file: parseRackFile(RACK, 'planted.yaml'),
    engine,
    bundle: { ...bundle, code: parts.join(defect?.to) },
    seed: 1,
    speed: 'realtime',
    socketPath,
    consoles: true,
  });
  await emulator.rack.run(seconds(5));
  await emulator.listen();
  const running = emulator.run();
  const bus = await connectEmulated(socketPath);
  const console = await openSerialConsole((await bus.consoleOf(1))!, 115_200);
  close = async () => {
    await console.close();
    await bus.close();
    emulator.stop();
    await running;
    await emulator.close();
  };
  return (await runChecks(await openPlace(bus, 1, console), checksOf([suite]))).outcomes;
}

const failuresOf = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.flatMap(({ status, detail }) => (status === 'failed' ? [detail] : []));

describe('a planted defect', () => {
  it.each([
    ['bus', 'a wrong PEC raises no bit', { from: 'packetError: 32', to: 'packetError: 2' }, /wrong PEC was not refused as packet error/],
    ['console', 'a frame of the update protocol is not known', { from: 'FRAME_START = 1545', to: 'FRAME_START = 1546' }, /2 frames of the update protocol were sent, 1 counted/],
    ['power', 'a unit that is off does not say so', { from: 'off: 1 << 6', to: 'off: 1 << 8' }, /STATUS_WORD bit 6 \(OFF\) is not set/],
    ['store', 'the time that was set is not logged', { from: 'timeSet: 10', to: 'timeSet: 9' }, /a record that the time of day was set: not within/],
  ] as const)('%s: %s', async (suite, _, defect, cause) => {
    const failures = failuresOf(await outcomesOf('node', suite, defect));
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.join('\n')).toMatch(cause);
  });
}); // biome-ignore format: a table is read by column

describe.skipIf(!hasXs)('the XS engine', () => {
  it.each(['bus', 'console', 'power', 'store'] as const)('passes the suite %s', async (suite) => {
    const outcomes = await outcomesOf('xs', suite);
    expect(failuresOf(outcomes)).toEqual([]);
    expect(outcomes.some(({ status }) => status === 'passed')).toBe(true);
  });
});
