import { expect, it } from 'vitest';
import { withoutControls } from './without-controls.ts';

it.each([
  ['a\u001b[31mb\u0007', 'a\ufffd[31mb\ufffd'],
  ['a\u0000b\u007fc\u009bd', 'a\ufffdb\ufffdc\ufffdd'],
  ['a\u202eb\u2066c', 'a\ufffdb\ufffdc'],
  ['a\rb', 'a\ufffdb'],
])('control characters of %j are replaced', (text, expected) => {
  expect(withoutControls(text)).toBe(expected);
});

it.each([['a\tb\nc'], ['é 日本 🙂 \u00a0\u200d'], ['']])('%j has none and is unchanged', (text) => {
  expect(withoutControls(text)).toBe(text);
});

it('a line break of two characters becomes one', () => {
  expect(withoutControls('a\r\nb')).toBe('a\nb');
});
