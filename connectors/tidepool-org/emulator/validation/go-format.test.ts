import { expect, test } from 'vitest';
import { plainNumber, quoted } from './go-format.ts';

test.each([
  [5.55075, '5.55075'],
  [-0.5, '-0.5'],
  [1e21, '1000000000000000000000'],
  [-1.5e22, '-15000000000000000000000'],
  [1e-7, '0.0000001'],
  [-1.25e-9, '-0.00000000125'],
])('plainNumber() formats %d as %s', (value, text) => expect(plainNumber(value)).toBe(text));

test.each([
  ['mg/dL', '"mg/dL"'],
  ['a "b" \\ c', '"a \\"b\\" \\\\ c"'],
  ['\n\t\x00\x7f', '"\\n\\t\\x00\\x7f"'],
  ['é 🏃 \u2028', '"é 🏃 \\u2028"'],
])('quoted() formats %j as %s', (text, expected) => expect(quoted(text)).toBe(expected));
