import { expect, it } from 'vitest';
import { decapitalised } from './decapitalised.ts';
import { withoutFullStop } from './without-full-stop.ts';

it.each([
  ['It responded with 400.', 'It responded with 400'],
  ['It responded with 400. ', 'It responded with 400'],
  ['It responded with 400...', 'It responded with 400'],
  ['1.5 is too small', '1.5 is too small'],
  ['Really?', 'Really?'],
  ['It failed. (The API responded with 400.)', 'It failed (The API responded with 400)'],
  ['It failed. (The API responded with 400.).', 'It failed (The API responded with 400)'],
  ['It failed (see 1.5)', 'It failed (see 1.5)'],
  ['', ''],
])('the sentence %j has no full stop inside another one', (text, expected) => {
  expect(withoutFullStop(text)).toBe(expected);
  expect(decapitalised(text)).toBe(expected.charAt(0).toLowerCase() + expected.slice(1));
});
