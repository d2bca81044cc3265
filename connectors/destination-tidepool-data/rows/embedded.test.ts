import { expect, it } from 'vitest';
import { missingParts } from './embedded.ts';

const bolus = { type: 'bolus', id: 'inner' };
const wizard = { type: 'wizard', id: 'outer', units: 'mg/dL', bolus };
const { bolus: _, ...alone } = wizard;

it.each([
  ['all of it where nothing is there', [], undefined],
  ['nothing where all is there', ['outer', 'inner'], []],
  ['what is embedded, where only that is missing', ['outer'], [bolus]],
  ['the row without what is embedded, where that is there', ['inner'], [alone]],
])('missingParts(): %s', (_case, there, parts) => {
  expect(missingParts(wizard, new Set(there))).toEqual(parts);
});

it('missingParts() returns all or nothing for a row without embedded data', () => {
  expect(missingParts({ type: 'food', id: 'a' }, new Set(['a']))).toEqual([]);
  expect(missingParts({ type: 'food', id: 'a' }, new Set())).toBeUndefined();
});
