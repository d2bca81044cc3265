import { expect, it } from 'vitest';
import { ndjson } from '#cdk';
import { batchOf } from '../../../src/engine/testing/fixtures.ts';
import { connected, outcomeOf } from '../testing/connected.ts';
import { laterOf } from './later-rows.ts';

const ALL = 'null';
const parts = (...names: string[]) =>
  JSON.stringify({ how: [], parts: Object.fromEntries(names.map((name) => [name, 0])) });
/** A batch of rows that change these things, each with its parts. */
type Changed = readonly [thing: string, parts: string];
const batch = (...rows: readonly Changed[]) =>
  batchOf(
    rows.map(([thing]) => thing),
    { dedupKeys: rows.map(([thing, what]) => `${thing}\n${what}`) },
  );
const later = (...rows: readonly Changed[]) => [...laterOf(batch(...rows))];

it('a row that changes what another of its document changes has to follow it', () => {
  expect(later(['a', parts('x', 'y')], ['b', parts('x')], ['a', parts('y', 'z')])).toEqual([2]);
  expect(later(['a', parts('x')], ['a', ALL], ['b', ALL])).toEqual([1]);
  expect(later(['a', ALL], ['a', parts('x')])).toEqual([1]);
});

it('whatever comes behind it follows it too, so that all keep their order', () => {
  expect(later(['a', parts('x')], ['a', ALL], ['a', parts('z')], ['b', parts('x')])).toEqual([1, 2]);
});

it('rows that change different parts stand side by side', () => {
  expect(later(['a', parts('x')], ['a', parts('y')], ['a', parts('z')])).toEqual([]);
  expect(later(['a', parts('x')], ['a', parts('y')], ['a', parts('x', 'z')])).toEqual([2]);
});

it('rows that are about whole things are never later', () => {
  expect([...laterOf(batchOf(['1', '2'], { dedupKeys: ['a', 'b'] }))]).toEqual([]);
  expect([...laterOf(batchOf(['1', '2']))]).toEqual([]);
});

it('rows that follow are asked for again, and only those before them are sent', async () => {
  const sync = connected();
  const line = (version: number) =>
    JSON.stringify({
      ...{ operation: 'UPSERT', user_account_id: 'a', update_strategy: 'PARTIAL_UPDATE' },
      user_profile: { version },
    });
  const both = batchOf([line(1), line(2)], {
    framing: ndjson,
    dedupKeys: [`a\n${parts('version', 'b')}`, `a\n${ALL}`],
  });
  const kind = { type: 'USER_PROFILE', mimeType: 'APPLICATION_X_NDJSON' } as const;
  const ordered = sync.documents.deliver(both, { ...kind, isOrdered: true });
  expect(await outcomeOf(ordered, both, sync)).toEqual(['delivered', 'retry']);
  expect(sync.provider.lines.map(({ text }) => text)).toEqual([line(1)]);
  expect(await outcomeOf(sync.documents.deliver(both, kind), both, sync)).toEqual(['delivered', 'delivered']);
});
