import { expect, test } from 'vitest';
import { byFile } from './by-file.ts';
import type { Rejection } from './rejection.ts';
import { AN_IDENTITY } from './testing/identity.ts';

const rejection = (name: string, record: string): Rejection => ({
  stream: { name },
  identity: AN_IDENTITY,
  record,
  reason: 'r',
  providerMessage: undefined,
});

test('rejections are grouped by the file of their stream, in their order', () => {
  const files = byFile([rejection('a', '1'), rejection('b', '2'), rejection('a', '3')]);
  expect(Array.from(files, ([name, list]) => [name, list.map(({ record }) => record)])).toEqual([
    ['a', ['1', '3']],
    ['b', ['2']],
  ]);
});

test('the work grows with the rejections, not with the rejections times the streams', () => {
  let reads = 0;
  let names = 0;
  const streams = Array.from({ length: 2500 }, (_, n) => ({
    get name() {
      names++;
      return `s${n}`;
    },
  }));
  const rejections = Array.from({ length: 5000 }, (_, n): Rejection => {
    const stream = streams[n % 2500]!;
    return {
      ...rejection('', String(n)),
      get stream() {
        reads++;
        return stream;
      },
    };
  });
  expect(byFile(rejections).size).toBe(2500);
  expect(reads).toBeLessThanOrEqual(2 * rejections.length);
  expect(names).toBe(streams.length);
});
