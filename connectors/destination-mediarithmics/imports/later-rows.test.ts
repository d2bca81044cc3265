import { ndjson } from '@airbyte-ts/cdk';
import { testBatch } from '@airbyte-ts/cdk/testing';
import { expect, it } from 'vitest';
import { connected, outcomeOf } from '../testing/connected.ts';
import { laterRows } from './later-rows.ts';

const ALL = 'null';
const parts = (...names: string[]) =>
  JSON.stringify({ how: [], parts: Object.fromEntries(names.map((name) => [name, 0])) });
/** A batch of rows with these subjects and changed parts. */
type Changed = readonly [thing: string, parts: string];
const batch = (...rows: readonly Changed[]) =>
  testBatch(
    rows.map(([thing]) => thing),
    { dedupKeys: rows.map(([thing, what]) => `${thing}\n${what}`) },
  );
const later = (...rows: readonly Changed[]) => [...laterRows(batch(...rows))];

it('laterRows() contains a row that changes the same part as an earlier row', () => {
  expect(later(['a', parts('x', 'y')], ['b', parts('x')], ['a', parts('y', 'z')])).toEqual([2]);
  expect(later(['a', parts('x')], ['a', ALL], ['b', ALL])).toEqual([1]);
  expect(later(['a', ALL], ['a', parts('x')])).toEqual([1]);
});

it('laterRows() contains all rows of a subject after a later row, which keeps their order', () => {
  expect(later(['a', parts('x')], ['a', ALL], ['a', parts('z')], ['b', parts('x')])).toEqual([1, 2]);
});

it('laterRows() does not contain rows that change different parts', () => {
  expect(later(['a', parts('x')], ['a', parts('y')], ['a', parts('z')])).toEqual([]);
  expect(later(['a', parts('x')], ['a', parts('y')], ['a', parts('x', 'z')])).toEqual([2]);
});

it('laterRows() does not contain rows without parts in their dedup key', () => {
  expect([...laterRows(testBatch(['1', '2'], { dedupKeys: ['a', 'b'] }))]).toEqual([]);
  expect([...laterRows(testBatch(['1', '2']))]).toEqual([]);
});

it('a document is sent without its later rows, which get the outcome retry', async () => {
  const sync = connected();
  const line = (version: number) =>
    JSON.stringify({
      ...{ operation: 'UPSERT', user_account_id: 'a', update_strategy: 'PARTIAL_UPDATE' },
      user_profile: { version },
    });
  const both = testBatch([line(1), line(2)], {
    framing: ndjson,
    dedupKeys: [`a\n${parts('version', 'b')}`, `a\n${ALL}`],
  });
  const format = { type: 'USER_PROFILE', mimeType: 'APPLICATION_X_NDJSON' } as const;
  const ordered = sync.documents.deliver(both, { ...format, isOrdered: true });
  expect(await outcomeOf(ordered, both, sync)).toEqual(['delivered', 'retry']);
  expect(sync.provider.lines.map(({ text }) => text)).toEqual([line(1)]);
  expect(await outcomeOf(sync.documents.deliver(both, format), both, sync)).toEqual([
    'delivered',
    'delivered',
  ]);
});
