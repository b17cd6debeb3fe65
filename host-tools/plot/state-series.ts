// The rows of states under the lines: one bar per state, with its name inside where there is room for it.
import type { Tone, Trace } from './trace';

const FILL: Readonly<Record<Tone, string>> = { none: '#eeeeee', way: '#F0E442', on: '#9ed4ee', fault: '#D55E00' };
const INK: Readonly<Record<Tone, string>> = { none: '#555', way: '#222', on: '#222', fault: '#ffffff' };
const HEIGHT = 18;
const LETTER = 6.2;

interface Api {
  value(index: number): number;
  coord(point: [number, number]): [number, number];
}

/** `panel`: index of the grid and its axes. */
export function stateSeries(trace: Trace, unitSeconds: number, panel: number) {
  const bars = trace.rows.flatMap((row, index) => row.bars.map((bar) => ({ ...bar, index })));
  return [
    {
      type: 'custom',
      xAxisIndex: panel,
      yAxisIndex: panel,
      silent: true,
      clip: true,
      data: bars.map((bar) => [bar.from / unitSeconds, bar.to / unitSeconds, bar.index]),
      encode: { x: [0, 1], y: 2 },
      renderItem: (params: { dataIndex: number }, api: Api) => {
        const bar = bars[params.dataIndex]!;
        const [left, middle] = api.coord([api.value(0), api.value(2)]);
        const [right] = api.coord([api.value(1), api.value(2)]);
        return barOf(bar, left, Math.max(1, right - left), middle);
      },
    },
  ];
}

function barOf(bar: { label: string; tone: Tone }, left: number, width: number, middle: number) {
  const fits = width > bar.label.length * LETTER + 6;
  const rectangle = {
    type: 'rect',
    shape: { x: left, y: middle - HEIGHT / 2, width, height: HEIGHT },
    style: { fill: FILL[bar.tone], stroke: '#888', lineWidth: 0.5 },
  };
  const text = {
    type: 'text',
    style: {
      text: bar.label,
      x: left + width / 2,
      y: middle,
      fill: INK[bar.tone],
      fontSize: 11,
      align: 'center',
      verticalAlign: 'middle',
    },
  };
  return { type: 'group', children: fits ? [rectangle, text] : [rectangle] };
}
