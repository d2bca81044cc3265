import { describe, expect, it } from 'vitest';
import { runFolderName, streamFileName } from './file-name.ts';

describe('the file name of a stream', () => {
  it.each([
    ['users', undefined, 'users'],
    ['users', null, 'users'],
    ['users', '', 'users'],
    ['users', 'eu', 'eu.users'],
    ['.hidden', undefined, '%2Ehidden'],
    ['users', '.', '%2E.users'],
    ["a/b\\c:!'()*~", undefined, 'a%2Fb%5Cc%3A%21%27%28%29%2A%7E'],
    ['\ud800', undefined, '%EF%BF%BD'],
    ['x'.repeat(180), undefined, 'x'.repeat(180)],
  ])(
    '%j in the namespace %j has only characters that every file system accepts',
    (name, namespace, expected) => {
      expect(streamFileName({ name, ...(namespace !== undefined && { namespace }) })).toBe(expected);
    },
  );

  it('is cut at 180 characters, and differs for streams that differ only behind them', () => {
    const [one, other] = ['a', 'b'].map((end) => streamFileName({ name: `${'x'.repeat(180)}${end}` }));
    expect(one).toMatch(/^x{180}-[\da-f-]{36}$/);
    expect(other).not.toBe(one);
  });
});

describe('the folder name of a sync', () => {
  it.each([
    ['812', '812'],
    ['', 'sync'],
    ['..', '%2E.'],
    ['a.b/../c', 'a.b%2F..%2Fc'],
    ['x'.repeat(180), 'x'.repeat(180)],
  ])('of the id %j is one folder below the directory', (run, expected) => {
    expect(runFolderName(run)).toBe(expected);
  });

  it('is cut at 180 characters, and differs for ids that differ only behind them', () => {
    const [one, other] = ['a', 'b'].map((end) => runFolderName(`${'x'.repeat(180)}${end}`));
    expect(one).toMatch(/^x{180}-[\da-f-]{36}$/);
    expect(other).not.toBe(one);
  });
});
