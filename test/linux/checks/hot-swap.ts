// A tray pulled and pushed in again while the driver polls it, and many reads with PEC.
import { type Job, named } from '../job';
import { expect, type Results } from '../results';
import { addressesIn } from './bus';

const LONGEST_WAIT_READS = 100;

export async function checkHotSwap(job: Job, results: Results): Promise<void> {
  const unit = job.units.at(-1)!;
  await results.check(`${named(unit)} is pulled and pushed in while the driver polls`, async () => {
    const path = `$(hwmon ${job.bus} ${unit.address})/in1_input`;
    const poll = `while [ ! -e /tmp/enough ]; do read -r v < "$p" && echo ok || echo gone; usleep 20000; done`;
    await job.guest.must(`rm -f /tmp/enough; p=${path}; (${poll}) > /tmp/polled 2>/dev/null &`);
    await job.guest.must('until grep -q ok /tmp/polled; do usleep 20000; done');
    await job.rack.socket.plant('remove', unit.slot);
    const tries = await until(job, `read -r v < ${path}`, (code) => code !== 0);
    expect(tries > 0, 'a pulled unit still answers');
    const grid = addressesIn(await job.guest.must(`i2cdetect -y -q ${job.bus} 0x${unit.address} 0x${unit.address}`));
    await job.rack.socket.plant('insert', unit.slot);
    expect((await until(job, `read -r v < ${path}`, (code) => code === 0)) > 0, 'an inserted unit does not answer');
    await job.guest.must('touch /tmp/enough; usleep 100000');
    const polled = (await job.guest.must('uniq -c /tmp/polled')).split('\n').map((line) => line.trim().split(/\s+/)[1]);
    expect(polled[0] === 'ok' && polled.at(-1) === 'ok' && polled.includes('gone'), `polled: ${polled.join(' ')}`);
    expect(grid.length <= 1, 'i2cdetect');
    return `polled ${polled.join(', ')}`;
  });
}

async function until(job: Job, command: string, done: (code: number) => boolean): Promise<number> {
  for (let i = 1; i <= LONGEST_WAIT_READS; i++) {
    if (done((await job.guest.run(`${command} 2>/dev/null; c=$?; usleep 20000; (exit $c)`)).code)) return i;
  }
  return 0;
}

/** Reads through the driver: CAPABILITY made it ask for a PEC with each, and check it. */
export async function checkSoak(job: Job, results: Results, reads: number, longestSeconds: number): Promise<void> {
  await results.check(`${reads} reads with PEC`, async () => {
    const addresses = job.units.map(({ address }) => address).join(' ');
    const answer = await job.guest.must(`soak ${job.bus} ${reads} ${addresses}`, longestSeconds);
    const [done, errors] = answer.split(' ').map(Number);
    expect(done === reads && errors === 0, `${done} reads, ${errors} errors`);
    return `${errors} errors`;
  });
}
