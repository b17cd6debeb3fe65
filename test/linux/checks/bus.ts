// i2c-tools: who is there, and reads of every shape with and without PEC.
import { decodeReply } from '../../../firmware/pmbus/decode';
import { findCommand } from '../../../host-tools/client/pmbus-client';
import { type Job, type JudgedUnit, named } from '../job';
import { expect, type Results } from '../results';

export async function checkBus(job: Job, results: Results): Promise<void> {
  await results.check('i2cdetect finds exactly the present units', async () => {
    for (const mode of ['-q', '-r']) {
      const found = addressesIn(await job.guest.must(`i2cdetect -y ${mode} ${job.bus}`));
      const present = job.units.map(({ address }) => address);
      expect(found.join() === present.join(), `i2cdetect ${mode}: found ${found.join()}, present ${present.join()}`);
    }
    return job.units.map(({ address }) => `0x${address}`).join(' ');
  });
  for (const unit of job.units.slice(0, 4)) {
    await results.check(`i2cget and i2ctransfer on ${named(unit)}`, () => readShapes(job, unit));
  }
}

/** A grid of `--` and addresses; UU is one that a driver holds. */
export const addressesIn = (grid: string): readonly string[] =>
  grid
    .split('\n')
    .slice(1)
    .flatMap((line) => line.slice(4).match(/[0-9a-f]{2}/g) ?? []);

async function readShapes(job: Job, unit: JudgedUnit): Promise<string> {
  const get = (code: string, mode: string) => job.guest.must(`i2cget -y ${job.bus} 0x${unit.address} ${code} ${mode}`);
  // PMBUS_REVISION of parts I and II 1.3: section 22.1.
  for (const mode of ['b', 'bp']) expect((await get('0x98', mode)) === '0x33', `PMBUS_REVISION as ${mode}`);
  const onSocket = (await job.client.read(unit.slot, findCommand('POUT_OP_WARN_LIMIT')!)).raw;
  for (const mode of ['w', 'wp']) {
    const word = await get('0x6a', mode);
    expect(
      word === `0x${onSocket.slice(2)}${onSocket.slice(0, 2)}`,
      `word as ${mode}: ${word}, on the socket ${onSocket}`,
    );
  }
  for (const mode of ['s', 'sp']) {
    const bytes = (await get('0x99', mode)).split(/\s+/).map((byte) => Number(byte));
    expect(Buffer.from(bytes).toString('latin1') === 'Racklet', `MFR_ID as ${mode}: ${bytes.join(' ')}`);
  }
  const raw = await job.guest.must(`i2ctransfer -y ${job.bus} w1@0x${unit.address} 0x9e r?`);
  const serial = raw.split(/\s+/).map((byte) => Number(byte));
  const count = serial[0]!;
  const spec = findCommand('MFR_SERIAL')!;
  const text = decodeReply(spec, Uint8Array.from(serial.slice(0, count + 1)));
  expect(text === (await job.client.readText(unit.slot, 'MFR_SERIAL')), `i2ctransfer read MFR_SERIAL as ${text}`);
  return 'byte, word, block with and without PEC; raw';
}
