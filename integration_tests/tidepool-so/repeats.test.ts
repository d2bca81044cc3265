import { describe, expect, it } from 'vitest';
import { event, write } from './write.ts';

const streams = [{ name: 'chats', columns: ['id', 'text'] }];
const chat = (id: string, more?: object) => ['chats', event({ id, ...more })] as const;
const hundred = Array.from({ length: 100 }, (_, n) => `e-${n}`);

describe('an id that is repeated in a stream', () => {
  it('is sent once if equal records are in one batch', async () => {
    const records = hundred.slice(0, 50).flatMap((id) => [chat(id), chat(id)]);
    const { exitCode, events, rejected, requests, summaries } = await write({ streams, records });
    expect([exitCode, events.length, rejected, requests]).toEqual([0, 50, 0, 2]);
    expect(summaries.at(-1)).toContain('received 100, delivered 50, skipped 50, rejected 0');
  });

  it.each([
    ['one after the other', hundred.flatMap((id) => [chat(id), chat(id)])],
    ['a hundred records later', [...hundred, ...hundred].map((id) => chat(id))],
  ])('needs no more requests than its records alone: %s', async (_, records) => {
    const { exitCode, events, requests, rejected } = await write({ streams, records });
    expect([exitCode, events.length, rejected]).toEqual([0, 100, 0]);
    expect(requests).toBeLessThanOrEqual(3);
  });

  it('is sent in as many requests as it has versions if the records differ', async () => {
    const versions = ['first', 'second', 'third'];
    const records = hundred.flatMap((id) => versions.map((text) => chat(id, { text })));
    const { exitCode, requests, rejected, summaries, events } = await write({ streams, records });
    expect([exitCode, events.length, rejected]).toEqual([0, 100, 0]);
    expect(new Set(events.map(({ text }) => text))).toEqual(new Set(['first']));
    expect(requests).toBeLessThanOrEqual(4);
    expect(summaries.at(-1)).toContain('received 300, delivered 300, rejected 0');
  });

  it.each([
    ['given', [['id']], (n: number) => ({ id: `e-${n % 150}` })],
    ['derived from the primary key', [['key']], (n: number) => ({ key: n % 150 })],
  ])(
    'reaches tidepool.so in order if the first request fails: an id that is %s',
    async (_, primary_key, ids) => {
      const records = Array.from(
        { length: 450 },
        (_, n) => ['chats', event({ text: `version ${Math.floor(n / 150)}`, ...ids(n) })] as const,
      );
      const { exitCode, events, rejected } = await write({
        streams: [{ name: 'chats', more: { primary_key } }],
        records,
        config: { validation: 'never' },
        faults: [{ nth: 1, action: { type: 'status', status: 503 } }],
      });
      expect([exitCode, events.length, rejected]).toEqual([0, 150, 0]);
      expect(new Set(events.map(({ text }) => text))).toEqual(new Set(['version 0']));
    },
  );

  it('is detected among records of other layouts, and beside a rejected record', async () => {
    const records = [
      chat('a', { text: 'first' }),
      chat('a', { text: 'second', extra: { deep: [1] } }),
      chat('a', { text: 'second', extra: { deep: [1] } }),
      chat('b', { text: ' ' }),
      chat('a', { text: 'third' }),
    ];
    const { exitCode, rejected, summaries } = await write({
      streams,
      records,
      config: { max_rejected_percent: 100 },
    });
    expect([exitCode, rejected]).toEqual([0, 0]);
    expect(summaries.at(-1)).toContain('received 5, delivered 3, skipped 1, rejected 1');
  });
});
