import { expect, test } from 'vitest';
import { mulberry32 } from './mulberry32.ts';

test('mulberry32() returns the numbers of the published generator', () => {
  const random = mulberry32(1);
  expect([random(), random(), random()]).toEqual([
    0.6270739405881613, 0.002735721180215478, 0.5274470399599522,
  ]);
});
