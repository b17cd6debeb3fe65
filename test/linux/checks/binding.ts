// The generic pmbus driver: binds, and shows exactly what the command table promises.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROWS } from '../../../firmware/pmbus/commands';
import { findCommand } from '../../../host-tools/client/pmbus-client';
import { attributesOf } from '../hwmon-attributes';
import { type Job, type JudgedUnit, named } from '../job';
import { HWMON_PER_UNIT, HWMON_SCALE, linear11Step, VOUT_STEP } from '../resolution';
import { expect, type Results } from '../results';

export async function checkBinding(job: Job, results: Results): Promise<void> {
  const promised = attributesOf(ROWS);
  for (const unit of job.units) {
    await results.check(`the pmbus driver binds to ${named(unit)} with the promised attributes`, async () => {
      const asked = await bind(job, unit);
      if (unit === job.units[0]) keep(asked);
      const shown = await job.attributes(unit);
      const names = new Set(promised.map(({ name }) => name));
      const phantom = [...shown.keys()].filter((name) => !names.has(name));
      const missing = [...names].filter((name) => !shown.has(name));
      expect(phantom.length === 0, `attributes that nothing promises: ${phantom.join(' ')}`);
      expect(missing.length === 0, `attributes that are missing: ${missing.join(' ')}`);
      for (const { name, role, text } of promised) {
        const { mode, value } = shown.get(name)!;
        const wanted = role === 'limit' && unit.security === 'open' ? '644' : '444';
        expect(mode === wanted, `${name} has mode ${mode}, not ${wanted}`);
        if (role === 'label') expect(value === text, `${name} is ${value}, not ${text}`);
        if (role === 'alarm') expect(value === '0', `${name} is ${value} with nothing wrong`);
      }
      return `${shown.size} attributes, ${asked.length} transactions`;
    });
  }
  await results.check('the limits that the driver shows are those of the firmware', () =>
    limitsAgree(job, job.units[0]!),
  );
}

/** Binds anew. @returns lines of the bus trace */
async function bind(job: Job, unit: JudgedUnit): Promise<readonly string[]> {
  await job.guest.run(`unbind ${job.bus} 0x${unit.address} 2>/dev/null`);
  const before = job.trace.length;
  await job.guest.must(`bind ${job.bus} 0x${unit.address}`);
  return job.trace.slice(before);
}

/** What the driver asks while it binds: docs/linux.md is written from this. */
function keep(trace: readonly string[]): void {
  const folder = fileURLToPath(new URL('../../../build/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'linux-bind-trace.txt'), `${trace.join('\n')}\n`);
}

async function limitsAgree(job: Job, unit: JudgedUnit): Promise<string> {
  const shown = await job.attributes(unit);
  const limits = attributesOf(ROWS).filter(({ role }) => role === 'limit');
  const textOf = (name: string): string => shown.get(name)?.value ?? 'missing';
  for (const { name, code } of limits) {
    const { value, unit: told } = await job.client.read(unit.slot, findCommand(String(code))!);
    const wanted = Number(value) * HWMON_PER_UNIT[told]!;
    const error = Math.abs(Number(textOf(name)) - wanted);
    const allowed = stepOf(name, wanted);
    expect(error <= allowed, `${name} is ${textOf(name)}, the firmware has ${wanted}`);
  }
  return `${limits.length} limits`;
}

/** Half a step of the wire's format and the rounding of both readers, in the attribute's unit. */
export function stepOf(name: string, value: number): number {
  const scale = HWMON_SCALE[/^[a-z]+/.exec(name)![0]]!;
  const step = name.startsWith('in2_') ? VOUT_STEP : linear11Step(value / scale);
  const unitOfTable = name.startsWith('power') ? 1000 : 1;
  return (step * scale) / 2 + unitOfTable;
}
