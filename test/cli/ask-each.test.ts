// What a command shows of many units where one of them gives no answer.
import { afterEach, expect, it, vi } from 'vitest';
import { askEach, tellTroubles } from '../../host-tools/cli/ask-each';
import { UnitError } from '../../host-tools/client/unit-error';

afterEach(() => vi.restoreAllMocks());

const damaged = new UnitError('bad-pec', 'slot 2: READ_VIN: damaged');
const cut = new UnitError('bus', 'slot 4: READ_VIN: bus error');
const answers = (slot: number): Promise<string> => {
  if (slot === 1) return Promise.reject(new UnitError('absent', 'slot 1: no unit answers'));
  if (slot === 2) return Promise.reject(damaged);
  if (slot === 4) return Promise.reject(cut);
  return Promise.resolve(`row ${slot}`);
};

it('has the rows of the others (bug: one damaged reply cost the whole table)', async () => {
  expect(await askEach([0, 1, 2, 3, 4, 5], answers)).toEqual({
    rows: ['row 0', 'row 3', 'row 5'],
    troubles: [damaged, cut],
  });
});

it('what is no answer of a unit goes on: a bus that is gone', async () => {
  await expect(askEach([0], () => Promise.reject(new RangeError('gone')))).rejects.toThrow('gone');
});

it('tells each trouble in a line, and ends with the last', () => {
  const lines = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(() => tellTroubles([damaged, cut])).toThrow(cut);
  expect(lines.mock.calls.map(([text]) => text)).toEqual(['racklet: slot 2: READ_VIN: damaged\n']);
  expect(() => tellTroubles([])).not.toThrow();
});
