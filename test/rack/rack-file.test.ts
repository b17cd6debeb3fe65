// rack.yaml: one line for each mistake, with its place and what to do; defaults for what is left out.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRackFile, RackFileError, readRackFile } from '../../host-tools/rack/rack-file';

const HEAD = 'apiVersion: racklet.io/v1alpha1\nkind: Rack\n';

function messageOf(text: string): string {
  try {
    parseRackFile(text, 'r.yaml');
  } catch (error) {
    if (error instanceof RackFileError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('rack file', () => {
  it('takes the example', () => {
    const file = parseRackFile(readFileSync('examples/rack.yaml', 'utf8'), 'examples/rack.yaml');
    expect(file.units.map((unit) => unit.slot)).toEqual([1, 2, 3, 4, 5]);
  });

  it('fills in what is left out: closed, wanted on, present', () => {
    const { units, bus } = parseRackFile(`${HEAD}units: [{slot: 7}]`, 'r.yaml');
    expect(units[0]).toMatchObject({ slot: 7, security: 'closed', power: 'on', refusal: 'nack', present: true });
    expect(bus.frequency).toBe(100_000);
  });

  it.each([
    ['malformed YAML', `${HEAD}units: [`, /^r\.yaml:\d+:\d+: not valid YAML: /],
    ['an empty file', '', /^r\.yaml: the file is empty\. It needs apiVersion, kind and units/],
    ['comments alone', '# nothing\n', /^r\.yaml: the file is empty/],
    [
      'a wrong kind',
      'apiVersion: racklet.io/v1alpha1\nkind: Shelf\nunits: [{slot: 1}]',
      /^r\.yaml:2:7: kind: must be Rack/,
    ],
    [
      'a wrong version',
      'apiVersion: racklet.io/v9\nkind: Rack\nunits: [{slot: 1}]',
      /^r\.yaml:1:13: apiVersion: must be racklet\.io\/v1alpha1/,
    ],
    [
      'two units in one slot',
      `${HEAD}units:\n  - slot: 4\n  - slot: 4\n`,
      /^r\.yaml:5:11: units\[1\]\.slot: slot 4 is taken by another unit\. Give each unit a slot of its own$/,
    ],
    ['a slot out of range', `${HEAD}units:\n  - slot: 16\n`, /^r\.yaml:4:11: units\[0\]\.slot: .*15/],
    ['a slot that is no number', `${HEAD}units:\n  - slot: one\n`, /^r\.yaml:4:11: units\[0\]\.slot: /],
    ['no units', `${HEAD}units: []\n`, /^r\.yaml:3:8: units: /],
    ['units left out', HEAD, /^r\.yaml:1:1: units: is missing$/],
    [
      'an unknown key',
      `${HEAD}units:\n  - slot: 1\n    lod: {milliamps: 1}\n`,
      /^r\.yaml:5:5: units\[0\]: unknown key "lod"\. Did you mean load\?$/,
    ],
    [
      'a misspelt key (bug: it told of the one that was missing for it)',
      `${HEAD}unit:\n  - slot: 1\n`,
      /^r\.yaml:3:1: unknown key "unit"\. Did you mean units\?$/,
    ],
    [
      'keys of another version: the version comes first',
      'apiVersion: racklet.io/v2\nkind: Rack\nracks: []\n',
      /^r\.yaml:1:13: apiVersion: must be racklet\.io\/v1alpha1$/,
    ],
    [
      'a second document (bug: "please use YAML.parseAllDocuments()")',
      `${HEAD}units: [{slot: 1}]\n---\na: 1\n`,
      /^r\.yaml:4:1: a second document begins here \(---\): one file holds one$/,
    ],
    [
      'a recording that is a folder',
      `${HEAD}units: [{slot: 1, load: {recording: .}}]\n`,
      /^r\.yaml:3:\d+: units\[0\]\.load\.recording: it is a folder: \//,
    ],
    ['a list', '- 1\n', /^r\.yaml:1:1: /],
    ['a bus too fast', `${HEAD}bus: {frequency: 5000000}\nunits: [{slot: 1}]`, /^r\.yaml:3:18: bus\.frequency: /],
  ])('says what is wrong with %s', (_, text, expected) => {
    const message = messageOf(text);
    expect(message).toMatch(expected);
    expect(message).not.toContain('\n');
  });

  it('says so where there is no file, or a folder (bug: EISDIR)', async () => {
    await expect(readRackFile('no/such.yaml')).rejects.toThrow('no/such.yaml: no such file');
    await expect(readRackFile('examples')).rejects.toThrow(/^examples: it is a folder\. Name a rack file/);
  });

  it.each([
    ['a byte order mark', `\uFEFF${HEAD}units: [{slot: 1}, {slot: 2}]`],
    ['CR LF', `${HEAD}units: [{slot: 1}, {slot: 2}]\n`.replaceAll('\n', '\r\n')],
    ['an anchor', `${HEAD}units: [{slot: 1, load: &l {milliamps: 5}}, {slot: 2, load: *l}]`],
    ['other bases', `${HEAD}units: [{slot: 0o1}, {slot: 0x2}]`],
  ])('takes %s', (_, text) => {
    expect(parseRackFile(text, 'r.yaml').units.map(({ slot }) => slot)).toEqual([1, 2]);
  });

  it('never throws anything but its own error', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        messageOf(text);
        messageOf(HEAD + text);
      }),
      { numRuns: 2000 },
    );
  });
});
