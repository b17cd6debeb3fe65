// Units are types only: the constructors give back the number, whatever its sign.
import { expect, it } from 'vitest';
import * as quantities from '../../firmware/units/quantities';

it.each(Object.entries(quantities))('%s keeps the number', (_, quantity) => {
  expect([quantity(0), quantity(-5), quantity(2 ** 31 - 1)]).toEqual([0, -5, 2 ** 31 - 1]);
});
