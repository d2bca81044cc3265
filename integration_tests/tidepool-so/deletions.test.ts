import { expect, it } from 'vitest';
import { event, write } from './write.ts';

const streams = [{ name: 'chats', columns: ['id', 'text'], more: { primary_key: [['id']] } }];
const gone = { _ab_cdc_deleted_at: '2026-01-01T00:00:00Z' };
const alive = { _ab_cdc_deleted_at: null };

it('a deleted record is not sent, whether it has its key or the whole row, and the log contains the number', async () => {
  const { exitCode, events, warnings, summaries } = await write({
    streams,
    records: [
      ['chats', event({ id: 'a', ...alive })],
      ['chats', event({ id: 'b', ...alive })],
      ['chats', { id: 'a', text: null, timestamp: null, ...gone }],
      ['chats', event({ id: 'b', ...gone })],
      ['chats', { id: 'c', ...gone }],
    ],
  });
  expect(exitCode).toBe(0);
  expect(events.map(({ id, properties }) => [id, properties])).toEqual([
    ['a', undefined],
    ['b', undefined],
  ]);
  expect(summaries.at(-1)).toContain('received 5, delivered 2, skipped 3, rejected 0');
  expect(warnings).toEqual([expect.stringContaining('3 records that the source marks as deleted')]);
});

it('a sync with only deletions succeeds and sends nothing', async () => {
  const records = Array.from({ length: 150 }, (_, id) => ['chats', { id, ...gone }] as const);
  const { exitCode, requests } = await write({ streams, records });
  expect([exitCode, requests]).toEqual([0, 0]);
});
