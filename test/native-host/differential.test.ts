// A million random messages: the TypeScript port and the C core answer alike, byte for byte, count alike, hand over the same
// writes, wake the firmware and start and stop their timer at the same moments. Seeded: a difference names its message.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { COUNTER_COUNT, Counter } from '../../firmware/io/smbus-target/counters';
import type { RefusalProfile } from '../../host-tools/bus/target/target-port';
import { crc8 } from '../support/crc8';
import { describeCore } from './describe-core';
import { smbusTargetHost } from './programs';
import { RandomTraffic } from './random-traffic';
import { Script } from './script';
import type { ReadEvents } from './smbus-target-core';

const SEND = 0x03;
const BATCH = 50_000;
const LARGEST_OUTPUT = 1 << 28;

interface Way {
  readonly profile: RefusalProfile;
  readonly events: ReadEvents;
  readonly messages: number;
  readonly seed: number;
}

const WAYS: readonly Way[] = [
  { profile: 'nack', events: 'line', messages: 400_000, seed: 0x51 },
  { profile: 'poison', events: 'line', messages: 300_000, seed: 0x52 },
  { profile: 'poison', events: 'request', messages: 300_000, seed: 0x53 },
];

/** Where the two part: the message and the operations before it. */
function difference(script: Script, messageAt: readonly number[], answers: Buffer): string {
  const expected = script.expected.written;
  let at = 0;
  while (at < expected.length && expected[at] === answers[at]) at++;
  const index = script.answerAt.findLastIndex((start) => start <= at);
  const message = messageAt.findLastIndex((start) => start <= index);
  const from = script.operationAt[Math.max(0, index - 12)]!;
  const here = script.operationAt[index]!;
  const after = script.operationAt[index + 1] ?? script.operations.length;
  const start = script.answerAt[index]!;
  const operations = script.operations.written;
  return [
    `message ${message}, operation ${index} of ${script.operationAt.length}`,
    `before: ${operations
      .subarray(from, here)
      .toString('latin1')
      .replace(/[^ -~]/g, (c) => `<${c.charCodeAt(0)}>`)}`,
    `operation: ${String.fromCharCode(operations[here]!)} ${operations.subarray(here + 1, after).toString('hex')}`,
    `TypeScript: ${expected.subarray(start, start + 32).toString('hex')}`,
    `C:          ${answers.subarray(start, start + 32).toString('hex')}`,
  ].join('\n');
}

interface Figures {
  answers: number;
  read: number;
  readonly counts: number[];
}

function runBatch(way: Way, seed: number, figures: Figures): void {
  const script = new Script(0x13, way.profile, way.events);
  const traffic = new RandomTraffic(script, seed);
  const messageAt: number[] = [];
  for (let i = 0; i < BATCH; i++) {
    messageAt.push(script.answerAt.length);
    traffic.message();
    if (i % 16 === 0) script.counters();
  }
  script.counters();
  const { status, stdout, stderr } = spawnSync(smbusTargetHost(), {
    input: script.operations.written,
    maxBuffer: LARGEST_OUTPUT,
  });
  if (status !== 0) expect.fail(`seed ${seed}: the core's process ended with ${status}:\n${stderr}`);
  if (!stdout.equals(script.expected.written)) expect.fail(`seed ${seed}: ${difference(script, messageAt, stdout)}`);
  figures.answers += script.answerAt.length;
  figures.read += traffic.bytesRead;
  for (const counter of Object.values(Counter)) figures.counts[counter]! += script.count(counter);
}

describeCore('the C core beside the TypeScript port', () => {
  it.each(WAYS)('answers alike: $messages messages, profile $profile, reads by $events', (way) => {
    const figures: Figures = { answers: 0, read: 0, counts: new Array(COUNTER_COUNT).fill(0) };
    for (let batch = 0; batch < way.messages / BATCH; batch++) runBatch(way, way.seed * 1000 + batch, figures);
    const counts = Object.entries(Counter)
      .filter(([, counter]) => counter !== Counter.lastRefusedCode)
      .map(([name, counter]) => `${name} ${figures.counts[counter]}`);
    process.stdout.write(
      `C beside TypeScript, ${way.profile}, ${way.events}: ${way.messages} messages, ${figures.answers} answers compared, ` +
        `${figures.read} bytes read, 0 differences (${counts.join(', ')})\n`,
    );
    // Traffic that never meets a rule proves nothing of it.
    for (const [name, counter] of Object.entries(Counter)) {
      expect(figures.counts[counter], name).toBeGreaterThan(counter === Counter.lastRefusedCode ? 0 : 1000);
    }
  });

  it('gives tokens 1 to 65535 and then 1 again', () => {
    const script = new Script(0x13, 'nack', 'line');
    script.accept(SEND, 0, 0, false);
    const pec = crc8([0x13 << 1, SEND]);
    const tokens: number[] = [];
    for (let i = 0; i < 0x10001; i++) {
      script.addressed(false);
      script.received(SEND);
      script.received(pec);
      script.stopped();
      tokens.push(script.take());
      script.done(tokens.at(-1)!);
    }
    expect(tokens.slice(-3)).toEqual([0xffff, 1, 2]);
    const { stdout } = spawnSync(smbusTargetHost(), { input: script.operations.written, maxBuffer: LARGEST_OUTPUT });
    expect(stdout.equals(script.expected.written)).toBe(true);
  });
});
