import { expect, test } from 'vitest';
import { readQuery } from './metrics-query.ts';

test.each<[string, unknown]>([
  ['', {}],
  ['a=1&b=true', { a: '1', b: 'true' }],
  ['a', { a: '' }],
  ['a=b=c', { a: 'b=c' }],
  ['a+b=c+d%20e', { 'a b': 'c d e' }],
  ['a=%E4%F6', { a: '%E4%F6' }],
  ['a=100%', { a: '100%' }],
  ['a=1&a=2&a=3', { a: ['1', '2', '3'] }],
  ['a[]=1&a[]=2', { a: ['1', '2'] }],
  ['a[b]=c', { a: { b: 'c' } }],
  ['a%5Bb%5D=c', { a: { b: 'c' } }],
  ['a[1]=x&a[0]=y', { a: ['y', 'x'] }],
  ['a[5]=x', { a: ['x'] }],
  ['a[21]=x', { a: { 21: 'x' } }],
  ['a[b]=1&a=', { a: { b: '1' } }],
  ['a[b][c]=1&a[b][d]=2', { a: { b: { c: '1', d: '2' } } }],
  ['a=1&a[b]=2', { a: ['1', { b: '2' }] }],
  ['a[b]=1&a=2', { a: { b: '1', 2: true } }],
  ['a[b][c][d][e][f][g][h]=1', { a: { b: { c: { d: { e: { f: { '[g][h]': '1' } } } } } } }],
  ['a.b=1', { 'a.b': '1' }],
  ['__proto__=1&a[__proto__]=2&toString=3&b=4', { b: '4' }],
  ['=1&&a=1', { a: '1' }],
])('the query %j is parsed like qs', (search, expected) => {
  expect(readQuery(search)).toEqual(expected);
});

test('parameters after the thousandth are dropped silently', () => {
  const search = Array.from({ length: 1200 }, (_, index) => `p${index}=1`).join('&');
  const names = Object.keys(readQuery(search));
  expect([names.length, names.at(-1)]).toEqual([1000, 'p999']);
});
