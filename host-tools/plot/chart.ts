// Draws a trace as SVG with Apache ECharts, on the server: unit volts, busbar volts (magnified), amps, states, over one time.
// Okabe and Ito's colours, told apart by their dashes as well. Light background.
import { CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { stateSeries } from './state-series';
import type { Line, Trace } from './trace';

echarts.use([CustomChart, GridComponent, LegendComponent, LineChart, MarkLineComponent, SVGRenderer, TitleComponent]);

const WIDTH = 1100;
const LEFT = 150;
const RIGHT = 30;
const TOP = 100;
const GAP = 58;
const PANELS = [
  { key: 'unit', name: 'unit volts, V', height: 190 },
  { key: 'busbar', name: 'busbar volts, V', height: 120 },
  { key: 'amps', name: 'amps, A', height: 190 },
] as const;
const ROW = 24;
const FOOT = 62;
const INK = '#222';
const FAINT = '#d9d9d9';
const FONT = 'Helvetica, Arial, sans-serif';

/** Colour and dash by place in the panel. */
const STYLES = [
  { color: '#0072B2', type: 'solid' },
  { color: '#D55E00', type: [7, 4] },
  { color: '#009E73', type: [2, 3] },
] as const;

/** Seconds per unit of the time axis, and its name. */
function timeUnit(span: number): { readonly name: string; readonly seconds: number } {
  if (span < 2e-3) return { name: 'µs', seconds: 1e-6 };
  return span < 5 ? { name: 'ms', seconds: 1e-3 } : { name: 's', seconds: 1 };
}

export function drawSvg(trace: Trace): string {
  const tops = PANELS.map((_, i) => TOP + PANELS.slice(0, i).reduce((sum, { height }) => sum + height + GAP, 0));
  const statesTop = tops.at(-1)! + PANELS.at(-1)!.height + GAP - 26;
  const statesHeight = trace.rows.length * ROW;
  const height = statesTop + statesHeight + FOOT;
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  const unit = timeUnit(trace.to - trace.from);
  const grids = [
    ...PANELS.map((panel, i) => ({ top: tops[i]!, height: panel.height })),
    { top: statesTop, height: statesHeight },
  ];
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: FONT, color: INK },
    title: {
      text: trace.title,
      subtext: trace.subtitle,
      left: LEFT,
      top: 10,
      textStyle: { fontSize: 18, color: INK },
      subtextStyle: { fontSize: 12, color: '#555' },
    },
    grid: grids.map((grid) => ({ left: LEFT, right: RIGHT, ...grid })),
    legend: PANELS.map((panel, i) => legendOf(trace, panel.key, tops[i]!)),
    xAxis: grids.map((_, i) => timeAxis(i, trace, unit, i === PANELS.length)),
    yAxis: [...PANELS.map((panel, i) => valueAxis(i, panel.name, panel.key === 'busbar')), rowAxis(trace)],
    series: [
      ...trace.lines.map((line) => lineSeries(line, trace, unit.seconds)),
      ...stateSeries(trace, unit.seconds, PANELS.length),
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  // Names within the picture count the charts of the process: one picture, one text.
  return svg.replaceAll(/\bzr\d+-/g, 'zr0-');
}

const legendOf = (trace: Trace, panel: Line['panel'], top: number) => ({
  data: trace.lines.filter((line) => line.panel === panel).map((line) => line.name),
  top: top - 30,
  left: LEFT + 130,
  itemWidth: 40,
  itemHeight: 8,
  itemGap: 24,
  itemStyle: { opacity: 0 },
  selectedMode: false,
  textStyle: { fontSize: 12, color: INK },
});

const timeAxis = (grid: number, trace: Trace, unit: { name: string; seconds: number }, isLast: boolean) => ({
  type: 'value',
  gridIndex: grid,
  min: trace.from / unit.seconds,
  max: trace.to / unit.seconds,
  axisLine: { show: true, onZero: false, lineStyle: { color: INK } },
  axisTick: { show: true },
  axisLabel: { show: isLast, color: INK, showMinLabel: false, showMaxLabel: false },
  splitLine: { show: true, lineStyle: { color: FAINT } },
  ...(isLast
    ? { name: `time since "${trace.marks[0]!.label}", ${unit.name}`, nameLocation: 'middle', nameGap: 32 }
    : {}),
  nameTextStyle: { fontSize: 13, color: INK },
});

const valueAxis = (grid: number, name: string, magnified: boolean) => ({
  type: 'value',
  gridIndex: grid,
  name,
  nameLocation: 'end',
  nameGap: 16,
  nameTextStyle: { fontSize: 13, fontWeight: 'bold', color: INK, align: 'left' },
  scale: magnified,
  min: magnified ? undefined : 0,
  splitNumber: magnified ? 3 : 5,
  axisLine: { show: true, onZero: false, lineStyle: { color: INK } },
  axisLabel: { color: INK },
  splitLine: { show: true, lineStyle: { color: FAINT } },
});

const rowAxis = (trace: Trace) => ({
  type: 'category',
  gridIndex: PANELS.length,
  inverse: true,
  data: trace.rows.map((row) => row.name),
  axisLine: { show: true, onZero: false, lineStyle: { color: INK } },
  axisTick: { show: false },
  axisLabel: { color: INK, fontSize: 12 },
  splitLine: { show: false },
});

function lineSeries(line: Line, trace: Trace, unitSeconds: number) {
  const panel = PANELS.findIndex(({ key }) => key === line.panel);
  const place = trace.lines.filter((other) => other.panel === line.panel).indexOf(line);
  const style = STYLES[place]!;
  return {
    type: 'line',
    name: line.name,
    xAxisIndex: panel,
    yAxisIndex: panel,
    showSymbol: false,
    symbol: 'none',
    lineStyle: { width: 1.8, color: style.color, type: style.type },
    itemStyle: { color: style.color },
    z: 5 - place,
    data: line.points.map(([t, value]) => [t / unitSeconds, value]),
    ...(place === 0 ? { markLine: markLine(trace, unitSeconds, panel === 0) } : {}),
  };
}

const markLine = (trace: Trace, unitSeconds: number, labelled: boolean) => ({
  symbol: 'none',
  animation: false,
  silent: true,
  lineStyle: { color: INK, width: 1, type: 'solid', opacity: 0.6 },
  label: { show: labelled, position: 'end', align: 'left', offset: [4, 18], fontSize: 11, color: INK },
  data: trace.marks.map(({ at, label }) => ({ xAxis: at / unitSeconds, label: { formatter: label } })),
});
