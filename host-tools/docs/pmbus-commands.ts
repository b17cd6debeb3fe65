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

const row = (spec: CommandSpec): string =>
  `| ${[
    hex(spec.code),
    spec.name,
    spec.read === 'none' ? '-' : spec.read,
    spec.write === 'none' ? '-' : spec.write,
    spec.format,
    spec.unit || '-',
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
    '- **writable**: under which WRITE_PROTECT level a write is taken.',
    '- Writes need a PEC. A reading without a valid value refuses its read.',
    '',
    '| code | name | read | write | format | unit | writable | purpose | source |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...specs.map(row),
    '',
    '## Blocks',
    '',
    'A newer unit may add fields at the end of a block: a reader ignores bytes that it does not know.',
    '',
    ...specs.filter((spec) => spec.fields !== undefined).map(block),
  ].join('\n')}`;
}
