// The steps of a black box as lines and bars: 0 is the step that ended in the fault.
import type { Bar, Line, StateRow, Tone, Trace } from '../plot/trace';
import type { Box, BoxStep } from './decode';

const TONES: Readonly<Record<string, Tone>> = { on: 'on', faulted: 'fault', off: 'none', absent: 'none' };

export function traceOfBox(box: Box, slot: number): Trace {
  const zero = box.steps[box.trigger]!.now;
  const at = (step: BoxStep): number => (step.now - zero) / 1000;
  const last = at(box.steps.at(-1)!);
  const line = (name: string, panel: Line['panel'], read: (step: BoxStep) => number | undefined): Line => ({
    name,
    panel,
    points: box.steps.flatMap((step) => {
      const value = read(step);
      return value === undefined ? [] : [[at(step), value / 1000] as [number, number]];
    }),
  });
  const row = (name: string, read: (step: BoxStep) => readonly [string, Tone]): StateRow => {
    const bars: Bar[] = [];
    for (const step of box.steps) {
      const [label, tone] = read(step);
      const open = bars.at(-1);
      if (open !== undefined) open.to = at(step);
      if (open?.label !== label) bars.push({ from: at(step), to: last, label, tone });
    }
    return { name, bars };
  };
  const flag = (on: boolean, yes: string, no: string): readonly [string, Tone] => [on ? yes : no, on ? 'on' : 'none'];
  return {
    title: `Black box of slot ${slot}: ${box.fault}`,
    subtitle: `box ${box.turn}, boot ${box.boot}, ${box.steps.length} steps`,
    from: at(box.steps[0]!),
    to: last,
    lines: [
      line('behind the gate', 'unit', (step) => step.outputMillivolts),
      line('busbar', 'busbar', (step) => step.inputMillivolts),
      line('through the gate', 'amps', (step) => step.milliamps),
    ],
    rows: [
      row('state', ({ state }) => [state.kind, TONES[state.kind] ?? 'way']),
      row('latch', ({ inputs }) => flag(inputs.gateOn, 'on', 'off')),
      row('power good', ({ inputs }) => flag(inputs.powerGood, 'yes', 'no')),
      row('wanted', ({ inputs }) => flag(inputs.wanted, 'on', 'off')),
      row('present', ({ inputs }) => flag(inputs.present, 'yes', 'no')),
    ],
    marks: [{ at: 0, label: box.fault }],
  };
}
