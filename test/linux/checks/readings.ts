// `sensors` beside the plant: the loads are constant, so what the plant knows at the end is what it knew when they were read.
import type { PlantTruth } from '../emulated-rack';
import { type Job, type JudgedUnit, named } from '../job';
import { HWMON_SCALE, linear11Step, VOUT_STEP } from '../resolution';
import { expect, type Results } from '../results';

/** Steps of the measuring parts, in V and A: INA226 data sheet, table of the registers; the converter of the board: 12 bits over 6.6 V. */
const BUS_VOLTS = 0.00125;
const SHUNT_AMPS = 2.5e-6 / 0.01;
const OUTPUT_VOLTS = 6.6 / 4096;

export type SensorsReport = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;

/** Reads all sensors. The first read after a change may show the value before it. */
export async function readSensors(job: Job): Promise<{ text: string; report: SensorsReport }> {
  const text = await job.guest.must('sensors 2>/dev/null');
  return { text, report: JSON.parse(await job.guest.must('sensors -j 2>/dev/null')) as SensorsReport };
}

export async function checkReadings(
  job: Job,
  report: SensorsReport,
  truths: ReadonlyMap<number, PlantTruth>,
  results: Results,
): Promise<void> {
  for (const unit of job.units) {
    await results.check(`sensors on ${named(unit)} beside the plant`, async () =>
      compare(unit, report, truths.get(unit.slot)),
    );
  }
}

function compare(unit: JudgedUnit, report: SensorsReport, truth: PlantTruth | undefined): string {
  expect(truth !== undefined, 'the plant said nothing of this unit');
  const chip = Object.entries(report).find(([name]) => name.endsWith(`-${unit.address}`))?.[1];
  expect(chip !== undefined, 'sensors does not list it');
  const volts = truth.inputMillivolts / 1000;
  const output = truth.outputMillivolts / 1000;
  const amps = truth.outputMilliamps / 1000;
  // biome-ignore format: a table is read by column
  const rows: readonly (readonly [string, string, number, number])[] = [
    ['vin', 'in1_input', volts, BUS_VOLTS + linear11Step(volts) / 2],
    ['vout1', 'in2_input', output, OUTPUT_VOLTS + VOUT_STEP / 2],
    ['iin', 'curr1_input', amps, SHUNT_AMPS + linear11Step(amps) / 2],
    ['iout1', 'curr2_input', amps, SHUNT_AMPS + linear11Step(amps) / 2],
    ['pin', 'power1_input', volts * amps, volts * SHUNT_AMPS + amps * BUS_VOLTS + linear11Step(volts * amps) / 2],
    ['pout1', 'power2_input', output * amps, output * SHUNT_AMPS + amps * OUTPUT_VOLTS + linear11Step(output * amps) / 2],
  ];
  const wrong = rows.flatMap(([feature, name, wanted, allowed]) => {
    const shown = chip[feature]?.[name];
    // The plant's truth is rounded to mV and mA, the firmware's integers to mV, mA and mW, hwmon's to its own unit.
    const rounding = name.startsWith('power') ? 0.001 + 0.0005 * (volts + amps) : 0.0015;
    if (
      shown !== undefined &&
      Math.abs(shown - wanted) <= allowed + rounding + 1 / HWMON_SCALE[/^[a-z]+/.exec(name)![0]]!
    )
      return [];
    return [`${feature} ${shown}, plant ${wanted.toFixed(4)} (allowed ${allowed.toFixed(4)})`];
  });
  expect(wrong.length === 0, wrong.join('; '));
  return `vin ${chip.vin!.in1_input} V of ${volts} V, iout ${chip.iout1!.curr2_input} A of ${amps} A`;
}
