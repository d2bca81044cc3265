import { describe, expect, it } from 'vitest';
import { messages } from '../messages.ts';
import { tidepoolSo } from './destination-tidepool-so.ts';

const lines = (dataset: 'plain' | 'mapped', count: number): string[] =>
  [...messages(tidepoolSo, dataset, count)].filter((line) => line.startsWith('{"type":"RECORD"'));

describe('the events of the benchmark', () => {
  it('have about 258 bytes per record, and about one text in a hundred with characters outside Latin-1', () => {
    const all = lines('plain', 20_000);
    const bytes = Buffer.byteLength(all.join('\n')) / all.length;
    expect(bytes).toBeGreaterThan(248);
    expect(bytes).toBeLessThan(272);
    const foreign = all.filter((line) => [...line].some((char) => char.charCodeAt(0) > 0xff)).length;
    expect(foreign / all.length).toBeGreaterThan(0.005);
    expect(foreign / all.length).toBeLessThan(0.015);
  });

  it('have exactly six fields, including a unique id', () => {
    const records = lines('plain', 1000).map((line) => JSON.parse(line).record.data);
    const fields = ['event_name', 'id', 'session_id', 'text', 'timestamp', 'user_id'];
    for (const data of records) expect(Object.keys(data).sort()).toEqual(fields);
    expect(new Set(records.map(({ id }) => id)).size).toBe(1000);
  });

  it('lack ids and have columns to move in the mapped data set', () => {
    for (const line of lines('mapped', 100)) {
      const { data } = JSON.parse(line).record;
      expect(data).not.toHaveProperty('id');
      expect(data).not.toHaveProperty('session_id');
      expect(data).toMatchObject({ turn: expect.any(Number), rating: expect.any(Number) });
    }
  });
});
