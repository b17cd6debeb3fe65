// `npm run bench`: how much rack a machine carries. Timings are noisy: compare the ratios of one run.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { addressOfSlot } from '../../firmware/smbus/limits';
import { TargetPort } from '../../host-tools/bus/target/target-port';
import type { EngineName } from '../../host-tools/engines/engine';
import { Rack } from '../../host-tools/rack/rack';
import { readRackFile } from '../../host-tools/rack/rack-file';
import { seconds } from '../../host-tools/sim/scheduler';
import { firmwareBundle, hasXs, makeRack, readOf, transfer, writeOf } from '../support/racks';
import { runningRack } from '../usbip/bench';
import { transfer as transferOverUsb, Wire } from '../usbip/kernel-client';

const UNITS = 16;
const TICKS_PER_SECOND = 100;
const out = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const secondsSince = (began: number): number => (performance.now() - began) / 1000;

/** Resident kilobytes of a process. */
const residentKb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);

/** CPU seconds of this process and its workers, so that two busy cores do not count as one. */
function cpuSeconds(pids: readonly number[]): number {
  const ticks = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  const own = process.cpuUsage();
  const workers = pids.map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticks;
  });
  return (own.user + own.system) / 1e6 + workers.reduce((sum, value) => sum + value, 0);
}

/** Bytes of this process that live, after a collection where the process allows one. */
function heapBytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

/** The whole program as people start it, all of its processes on one core: faster than 1 is faster than the clock. */
function benchOneCore(engine: EngineName, rackSeconds: number): void {
  const racklet = ['host-tools/cli/racklet.js', 'emulate', 'examples/sixteen.yaml', '--engine', engine];
  const args = ['-c', '0', process.execPath, ...racklet, '--duration', `${rackSeconds}s`, '--speed', 'max', '--json'];
  const began = performance.now();
  const { status, stdout, error } = spawnSync('taskset', args, { encoding: 'utf8' });
  const wall = secondsSince(began);
  if (error !== undefined) {
    out(`${engine}: one core not measured: ${error.message}`);
    return;
  }
  const on = stdout.split('\n').filter((line) => line.includes('"state":"on"')).length;
  out(
    `${engine}: sixteen.yaml pinned to one core: ${rackSeconds} s of rack in ${wall.toFixed(2)} s, start included: ${(rackSeconds / wall).toFixed(1)} times real time, ${on} units on, exit code ${status}`,
  );
}

async function benchRack(engine: EngineName, rackSeconds: number): Promise<void> {
  const file = await readRackFile('examples/sixteen.yaml');
  const bundle = await firmwareBundle();
  const heapBefore = heapBytes();
  const rack = new Rack({ file, engine, bundle, seed: 1 });
  await rack.run(seconds(1));
  const heap = (heapBytes() - heapBefore) / UNITS;
  const pids = rack.units.flatMap((unit) => (unit.meter ? [unit.meter.pid] : []));
  const computeBefore = rack.units[0]!.meter?.compute ?? 0;
  const cpuBefore = cpuSeconds(pids);
  const began = performance.now();
  await rack.run(seconds(rackSeconds));
  const wall = secondsSince(began);
  const cpu = cpuSeconds(pids) - cpuBefore;
  const ticks = rackSeconds * TICKS_PER_SECOND;
  const perCore = (UNITS * rackSeconds) / cpu;
  out(
    `${engine}: sixteen units, ${rackSeconds} s of rack time in ${wall.toFixed(2)} s of wall clock, ${cpu.toFixed(2)} s of CPU`,
  );
  out(
    `${engine}: ${perCore.toFixed(0)} units at real time per core, ${((cpu * 1e6) / (ticks * UNITS)).toFixed(1)} us per tick`,
  );
  out(`${engine}: ${((ticks * UNITS) / wall).toFixed(0)} samples per second`);
  if (pids.length > 0) {
    const compute = ((rack.units[0]!.meter?.compute ?? 0) - computeBefore) / ticks;
    const memory = pids.reduce((sum, pid) => sum + residentKb(pid), 0) / pids.length;
    out(`${engine}: ${compute.toFixed(0)} bytecodes per tick, ${(memory / 1024).toFixed(1)} MB per unit`);
  } else {
    const whole = (process.memoryUsage().rss / 1024 / 1024).toFixed(0);
    out(
      `${engine}: ${(heap / 1024 / 1024).toFixed(2)} MB per unit, plant and bus included; ${whole} MB for the whole process`,
    );
  }
  rack.close();
}

/** Writes, each followed by the read that waits for it. */
async function benchWrites(engine: EngineName): Promise<void> {
  const rack = await makeRack({ engine, units: '[{slot: 1, security: open}]' });
  await rack.run(seconds(1));
  const count = 1000;
  const began = performance.now();
  for (let i = 0; i < count; i++) {
    await transfer(rack, writeOf(1, 0x60, i & 0x7f, 0x00));
    await transfer(rack, readOf(1, 0x60, 3));
  }
  out(`${engine}: ${(count / secondsSince(began)).toFixed(0)} writes to published effect per second`);
  rack.close();
}

/** Word reads through the port alone: address, code, address, two bytes, PEC, STOP. */
function benchReads(): void {
  const port = new TargetPort(0x11, 'nack', { announce() {}, release() {}, startTimer() {}, cancelTimer() {} });
  port.publish(0x88, Uint8Array.of(0x8b, 0xca), 2);
  const count = 1_000_000;
  const began = performance.now();
  for (let i = 0; i < count; i++) {
    port.addressed(0x11, false);
    port.received(0x88);
    port.addressed(0x11, true);
    port.requested();
    port.requested();
    port.requested();
    port.stopped();
  }
  out(`port: ${(count / secondsSince(began)).toFixed(0)} published reads per second in process`);
}

/** The same over the emulated bus, byte by byte in virtual time. */
async function benchBus(): Promise<void> {
  const rack = await makeRack({ engine: 'node', units: '[{slot: 1}]' });
  await rack.run(seconds(1));
  const count = 100_000;
  let left = count;
  const next = (): void => {
    if (left-- > 0) rack.controller.begin(readOf(1, 0x88, 3), next);
  };
  const began = performance.now();
  next();
  while (left >= 0) await rack.run(seconds(1));
  out(`bus: ${(count / secondsSince(began)).toFixed(0)} published reads per second, byte by byte on the emulated bus`);
  rack.close();
}

/** A kernel's driver on the USB adapter of sixteen units: how long each USB message takes. The driver gives up after 100 ms. */
async function benchAdapter(engine: EngineName): Promise<void> {
  const rack = await runningRack('examples/sixteen.yaml', engine);
  // All units are up.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const wire = await Wire.to(rack.port);
  await wire.import();
  const spans: number[] = [];
  const command = wire.command.bind(wire);
  wire.command = async (...bytes) => {
    const began = performance.now();
    const answer = await command(...bytes);
    spans.push(performance.now() - began);
    return answer;
  };
  const began = performance.now();
  const count = 1500;
  for (let i = 0; i < count; i++) await transferOverUsb(wire, addressOfSlot(i % UNITS), [0x99], 9);
  const wall = secondsSince(began);
  spans.sort((a, b) => a - b);
  const at = (share: number): string => spans[Math.floor(share * (spans.length - 1))]!.toFixed(2);
  out(
    `${engine}: USB adapter, ${spans.length} messages: median ${at(0.5)} ms, 99.9 % within ${at(0.999)} ms, most ${at(1)} ms; ${(count / wall).toFixed(0)} block reads with PEC per second`,
  );
  wire.socket.destroy();
  await rack.stop();
}

await benchRack('node', 60);
await benchWrites('node');
if (hasXs) {
  await benchRack('xs', 10);
  benchOneCore('xs', 30);
  await benchWrites('xs');
}
benchReads();
await benchBus();
await benchAdapter('node');
if (hasXs) await benchAdapter('xs');
