// Traces: lines parsed, explained and drawn. The waves are judged by sigrok's own I2C decoder where it is installed.
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { explain } from '../../host-tools/trace/explain';
import { parseHeader, parseTraceLine, traceHeader } from '../../host-tools/trace/trace-line';
import { toVcd } from '../../host-tools/trace/vcd';
import { temporaryFolder } from '../support/run-cli';

const folder = temporaryFolder();
afterAll(folder.remove);

/** 0xCA8B is 651 * 2^-7 V; 0x86 is the PEC of 22 88 23 8B CA. */
const READ = '123.456 S 11W+ 88+ Sr 11R+ 8b+ ca+ 86- P';

const explained = (line: string) => explain(parseTraceLine(line)!)!;

describe('trace lines', () => {
  it('parses a read', () => {
    const transaction = parseTraceLine(READ)!;
    expect(transaction).toMatchObject({ timeUs: 123.456, stopped: true });
    expect(transaction.messages.map(({ address, read, bytes }) => [address, read, bytes.length])).toEqual([
      [0x11, false, 1],
      [0x11, true, 3],
    ]);
  });

  it.each(['', 'x', '1.0 S 11W+', '1.0 S 11W* P', 'now S 11W+ P', '# racklet-trace 1 hz=1'])('%j is none', (line) => {
    expect(parseTraceLine(line)).toBeUndefined();
  });

  it('knows its header, and no other version', () => {
    expect(parseHeader(traceHeader(400_000))).toBe(400_000);
    expect(parseHeader('# racklet-trace 2 hz=400000')).toBeUndefined();
  });

  it.each([
    [READ, { slot: 1, kind: 'read', command: 'READ_VIN', value: '5086 mV', outcome: 'ok' }],
    ['1.0 S 11W+ 88+ Sr 11R+ 8b+ ca+ 87- P', { command: 'READ_VIN', outcome: 'bad-pec' }],
    ['1.0 S 19W- P', { slot: 9, kind: 'probe', outcome: 'absent' }],
    ['1.0 S 11W+ 0f- P', { command: '0x0F', outcome: 'refused' }],
    ['1.0 S 12W+ 79+ Sr 12R~10000.000- P', { command: 'STATUS_WORD', outcome: 'refused', stretchedUs: 10_000 }],
    ['1.0 S 11W+ 01+ 80+ 5f+ P', { kind: 'write', command: 'OPERATION', value: '80', outcome: 'ok' }],
    ['1.0 S 11W+ 01+ !', { outcome: 'abandoned' }],
    ['1.0 S 50W+ P', { slot: undefined, address: 0x50 }],
  ])('explains %s', (line, expected) => {
    expect(explained(line)).toMatchObject(expected);
  });
});

const hasSigrok = spawnSync('sigrok-cli', ['--version']).status === 0;

describe('waves', () => {
  it.skipIf(!hasSigrok)('sigrok decodes what the trace says', () => {
    const lines = [READ, '1000.000 S 12W+ 01+ 80~500.000+ 00- P', '3000.000 S 19W- P'];
    const file = join(folder.path, 'bus.vcd');
    writeFileSync(
      file,
      toVcd(
        lines.map((line) => parseTraceLine(line)!),
        100_000,
      ),
    );
    const options = ['-I', 'vcd', '-i', file, '-P', 'i2c:scl=SCL:sda=SDA', '-A', 'i2c'];
    const decoded = execFileSync('sigrok-cli', options, { encoding: 'utf8' });
    const events = decoded
      .split('\n')
      .map((line) => line.replace('i2c-1: ', ''))
      .filter((line) => !/^\d$|^$/.test(line));
    expect(events.filter((event) => !['Write', 'Read'].includes(event))).toEqual([
      'Start', 'Address write: 11', 'ACK', 'Data write: 88', 'ACK', 'Start repeat', 'Address read: 11', 'ACK',
      'Data read: 8B', 'ACK', 'Data read: CA', 'ACK', 'Data read: 86', 'NACK', 'Stop',
      'Start', 'Address write: 12', 'ACK', 'Data write: 01', 'ACK', 'Data write: 80', 'ACK', 'Data write: 00', 'NACK', 'Stop',
      'Start', 'Address write: 19', 'NACK', 'Stop',
    ]); // biome-ignore format: the protocol, line by line
  });

  it('times never run backwards', () => {
    const times = toVcd([parseTraceLine(READ)!, parseTraceLine('1000.000 S 12W+ 01+ P')!], 400_000)
      .split('\n')
      .filter((line) => line.startsWith('#'))
      .map((line) => Number(line.slice(1)));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.length).toBeGreaterThan(100);
  });
});
