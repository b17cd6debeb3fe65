// Writes docs/pmbus-commands.md from the command table. `npm run docs` runs it; a test holds the file to it.
import type { CommandSpec, FieldSpec } from '../../firmware/pmbus/command-spec';
import { COMMANDS, WIRE_VERSION } from '../../firmware/pmbus/commands';

const PROTECTION_TEXT = {
  never: 'always',
  operation: 'not at 0x80',
  configuration: 'at 0x00 only',
  'write-protect': 'security: open',
} as const;

const hex = (code: number): string => `0x${code.toString(16).padStart(2, '0').toUpperCase()}`;

/** Values in rising order; three neighbours or more in one word. */
function runsOf(values: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last && last[1] + 1 === value) last[1] = value;
    else runs.push([value, value]);
  }
  const texts = runs.map(([from, to]) => {
    if (to > from + 1) return `${hex(from)} to ${hex(to)}`;
    return to > from ? `${hex(from)}, ${hex(to)}` : hex(from);
  });
  return texts.join(', ');
}

function initialOf({ origin, format }: CommandSpec): string {
  if (origin.kind === 'constant') return hex(origin.value);
  if (origin.kind !== 'register') return '-';
  return format === 'bits' ? hex(origin.initial) : String(origin.initial);
}

function rangeOf({ range, values }: CommandSpec): string {
  if (range) return `${range[0]} to ${range[1]}`;
  return values ? runsOf(values) : '-';
}

const row = (spec: CommandSpec): string =>
  `| ${[
    hex(spec.code),
    spec.name,
    spec.read === 'none' ? '-' : spec.read,
    spec.write === 'none' ? '-' : spec.write,
    spec.format,
    spec.unit || '-',
    initialOf(spec),
    rangeOf(spec),
    spec.write === 'none' ? '-' : PROTECTION_TEXT[spec.protection],
    spec.purpose,
    spec.source,
  ].join(' | ')} |`;

const fieldRow = (field: FieldSpec, offset: number): string =>
  `| ${[
    String(offset),
    String(field.bytes),
    field.name,
    field.unit ?? '-',
    field.values?.map((name, code) => `${code} ${name}`).join(', ') ?? (field.show === 'hex' ? 'identifier' : '-'),
  ].join(' | ')} |`;

function block(spec: CommandSpec): string {
  let offset = 0;
  const rows = (spec.fields ?? []).map((field) => {
    const text = fieldRow(field, offset);
    offset += field.bytes;
    return text;
  });
  return [
    `### ${hex(spec.code)} ${spec.name}`,
    '',
    `${spec.purpose}. Integers are little-endian; offsets count from the byte behind the block's count.`,
    '',
    '| offset | bytes | field | unit | values |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** The whole page. */
export function pmbusCommandsPage(): string {
  const specs: readonly CommandSpec[] = COMMANDS;
  return `${[
    '# PMBus commands',
    '',
    '<!-- Generated from firmware/pmbus/commands.ts by `npm run docs`. Do not edit. -->',
    '',
    `Wire version ${WIRE_VERSION}. A unit in slot S answers at address 0x10 + S. One rail per unit: there is no PAGE.`,
    '',
    '- **format**: `linear11` and `ulinear16` (exponent in VOUT_MODE) as PMBus has them; `bits` raw; `text` ASCII; `fields` below.',
    '- **unit**: what the firmware holds and `racklet read` shows. On the wire readings are in V, A, W and degrees Celsius.',
    '- **default**: at start, where the board says nothing else. **range**: what a write may bring; all else is invalid data.',
    '- **writable**: under which WRITE_PROTECT level a write is taken.',
    '- Writes need a PEC. A reading without a valid value refuses its read.',
    '- A write behind one that lifts WRITE_PROTECT may come too early: read WRITE_PROTECT back first. The read waits until it holds.',
    '',
    '| code | name | read | write | format | unit | default | range | writable | purpose | source |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...specs.map(row),
    '',
    '## Blocks',
    '',
    'A newer unit may add fields at the end of a block: a reader ignores bytes that it does not know.',
    '',
    ...specs.filter((spec) => spec.fields !== undefined).map(block),
  ].join('\n')}`;
}
