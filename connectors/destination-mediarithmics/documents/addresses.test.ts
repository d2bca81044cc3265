import { expect, it } from 'vitest';
import { addressIn } from './addresses.ts';

const anna = 'anna@example.com';

it.each([
  [anna],
  [` ${anna}\t`],
  [`\uFEFF${anna}\u00A0`],
  [`mailto:${anna}`],
  [`MAILTO: ${anna}?subject=Hello`],
  ['mailto:anna%40example.com'],
  [`<${anna}>`],
  [`Anna <${anna}>`],
  [`"Doe, Anna" < ${anna} >`],
  [`Anna <mailto:${anna}>`],
  [`"${anna}"`],
  [`'${anna}'`],
  [`${anna};`],
  [`${anna} , `],
])('addressIn() reads the only address of the cell %j', (cell) => {
  expect(addressIn(cell)).toBe(anna);
});

it.each([
  'Anna.Doe+news@Example.CO.UK',
  "o'brien@example.com",
  'dots..and.@docomo.example',
  'jürgen@müller.example',
  '用户@例子.广告',
  'a@b.xn--p1ai',
  'a@1.2.example',
])('addressIn() accepts all scripts, and characters that need no quotes: %s', (address) => {
  expect(addressIn(address)).toBe(address);
});

it.each([
  '',
  'N/A',
  'none',
  '-',
  '@',
  'anna',
  'anna@',
  '@example.com',
  'anna@example',
  'anna@localhost',
  'anna@example..com',
  'anna@-example.com',
  'anna@192.168.0.1',
  'anna @example.com',
  'anna@example.com bob@example.com',
  'anna@example.com,bob@example.com',
  'anna@example.com;bob@example.com',
  'anna@example.com/bob@example.com',
  'anna@example.com <bob@example.com>',
  'Anna <anna@example.com>, Bob <bob@example.com>',
  'mailto:anna@example.com,bob@example.com',
  'mailto:%E0%A4%A',
  'anna@example.com (work)',
  'https://example.com/@anna',
  'anna(at)example.com',
  'anna\n@example.com',
  `${'a'.repeat(65)}@example.com`,
  `a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(63)}.example`,
])('addressIn() does not accept %j', (cell) => {
  expect(addressIn(cell)).toBeUndefined();
});

it('addressIn() takes linear time for long cells', () => {
  for (const piece of ['a.', 'a-', '<', '"', ' ', 'a@', ','])
    expect(addressIn(`${piece.repeat(200_000)}!`)).toBeUndefined();
});
