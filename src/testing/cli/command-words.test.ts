import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { absoluteCommand, commandWords } from './command-words.ts';

test.each([
  ['python main.py', ['python', 'main.py']],
  ['  a   b ', ['a', 'b']],
  [`'my app/run' "two words" a\\ b`, ['my app/run', 'two words', 'a b']],
  [`--name="a \\"b\\" c" ''`, ['--name=a "b" c', '']],
  [`'$HOME' "a'b" 'c"d'`, ['$HOME', "a'b", 'c"d']],
])('commandWords() splits %s like a shell', (text, words) => {
  expect(commandWords(text)).toEqual(words);
});

test('commandWords() reports a quote that is not closed', () => {
  expect(() => commandWords('python "main.py')).toThrow('a quote that is not closed');
});

test('absoluteCommand() makes paths of programs and files absolute', () => {
  const folder = mkdtempSync(join(tmpdir(), 'words-'));
  writeFileSync(join(folder, 'main.py'), '');
  expect(absoluteCommand(['sh', 'main.py', 'other.py', '-x', '/etc'], folder)).toEqual([
    expect.stringMatching(/^\/.*\/sh$/),
    join(folder, 'main.py'),
    'other.py',
    '-x',
    '/etc',
  ]);
  expect(absoluteCommand(['./main.py'], folder)).toEqual([join(folder, 'main.py')]);
  expect(absoluteCommand(['no-such-program-anywhere'], folder)).toEqual(['no-such-program-anywhere']);
});
