// The project's own adapter for /dev/i2c-N, on the guest's Node: it sees the rack as the socket does, and keeps off addresses
// that a kernel driver holds.

import { EXIT_CODES } from '../../../host-tools/cli/exit-codes';
import { findCommand } from '../../../host-tools/client/pmbus-client';
import { type Job, named } from '../job';
import { expect, type Results } from '../results';

const NODE_SECONDS = 60;

/** Before anything is bound. */
export async function checkCommandLine(job: Job, results: Results): Promise<void> {
  const unit = job.unit('open', 'nack');
  await results.check(`racklet status of ${named(unit)} through the guest's /dev/i2c-${job.bus}`, async () => {
    const text = await job.guest.must(`racklet status ${unit.slot} --json --bus i2c:/dev/i2c-${job.bus}`, NODE_SECONDS);
    const status = JSON.parse(text.split('\n').find((line) => line.startsWith('{'))!) as Record<string, unknown>;
    const { uniqueId } = await job.client.readFields(unit.slot, 'MFR_HARDWARE');
    expect(status.slot === unit.slot && status.state === 'on', `status says ${text}`);
    expect(text.includes(String(uniqueId)), `the unique id is not ${uniqueId}: ${text}`);
    const millivolts = Number((await job.client.read(unit.slot, findCommand('READ_VIN')!)).value);
    return `unit ${unit.slot} is ${status.state}, ${millivolts} mV, unique id ${uniqueId}`;
  });
}

/** When the pmbus driver holds the addresses. */
export async function checkHeldAddress(job: Job, results: Results): Promise<void> {
  const unit = job.unit('open', 'nack');
  await results.check('racklet keeps off an address that the driver holds', async () => {
    const { code, text } = await job.guest.run(
      `racklet status ${unit.slot} --bus i2c:/dev/i2c-${job.bus}`,
      NODE_SECONDS,
    );
    expect(code === EXIT_CODES.noBus.code, `exit code ${code}: ${text}`);
    expect(/held by the kernel driver pmbus \(EBUSY\)/.test(text), text);
    return text;
  });
}
