import { expect, it } from 'vitest';
import { hiddenParts } from './embedded.ts';

const bolus = { type: 'bolus', id: 'inner' };
const wizard = { type: 'wizard', id: 'outer', units: 'mg/dL', bolus };
const { bolus: _, ...alone } = wizard;

it.each([
  ['all of it where nothing is there', [], undefined],
  ['nothing where all is there', ['outer', 'inner'], []],
  ['what is embedded, where only that is missing', ['outer'], [bolus]],
  ['the row without what is embedded, where that is there', ['inner'], [alone]],
])('%s', (_case, there, parts) => {
  expect(hiddenParts(wizard, new Set(there))).toEqual(parts);
});

it('a row that holds nothing is there or is not', () => {
  expect(hiddenParts({ type: 'food', id: 'a' }, new Set(['a']))).toEqual([]);
  expect(hiddenParts({ type: 'food', id: 'a' }, new Set())).toBeUndefined();
});
