import { describe, expect, it } from 'vitest';
import { complete, messages, RECORDS_PER_STATE } from './data.ts';

const parsed = (dataset: 'plain' | 'mapped', records: number) =>
  [...messages(dataset, records)].map((line) => JSON.parse(line));

describe('the message files of the benchmark', () => {
  it('are the same each time', () => {
    expect([...messages('plain', 500)]).toEqual([...messages('plain', 500)]);
  });

  it('hold a state after every ten thousand records and after the last one', () => {
    const cursors = parsed('plain', 25_000)
      .map(({ type, state }, index) => ({ type, index, cursor: state?.stream.stream_state.cursor }))
      .filter(({ type }) => type === 'STATE');
    expect(cursors).toEqual([
      { type: 'STATE', index: RECORDS_PER_STATE, cursor: 10_000 },
      { type: 'STATE', index: 2 * RECORDS_PER_STATE + 1, cursor: 20_000 },
      { type: 'STATE', index: 25_002, cursor: 25_000 },
    ]);
  });

  it('count in each state the records since the last one', () => {
    const counts = parsed('plain', 25_000).flatMap(({ state }) => state?.sourceStats.recordCount ?? []);
    expect(counts).toEqual([10_000, 10_000, 5_000]);
  });

  it('hold about 258 bytes a record, and about one text in a hundred outside Latin-1', () => {
    const lines = [...messages('plain', 20_000)].filter((line) => line.startsWith('{"type":"RECORD"'));
    const bytes = Buffer.byteLength(lines.join('\n')) / lines.length;
    expect(bytes).toBeGreaterThan(248);
    expect(bytes).toBeLessThan(272);
    const foreign = lines.filter((line) => [...line].some((char) => char.charCodeAt(0) > 0xff)).length;
    expect(foreign / lines.length).toBeGreaterThan(0.005);
    expect(foreign / lines.length).toBeLessThan(0.015);
  });

  it('hold events of exactly six fields, each with an id of its own', () => {
    const records = parsed('plain', 1000).filter(({ type }) => type === 'RECORD');
    const fields = ['event_name', 'id', 'session_id', 'text', 'timestamp', 'user_id'];
    for (const { record } of records) expect(Object.keys(record.data).sort()).toEqual(fields);
    expect(new Set(records.map(({ record }) => record.data.id)).size).toBe(1000);
  });

  it('lack ids and have columns to move where mapping is measured', () => {
    for (const { record } of parsed('mapped', 100).filter(({ type }) => type === 'RECORD')) {
      expect(record.data).not.toHaveProperty('id');
      expect(record.data).not.toHaveProperty('session_id');
      expect(record.data).toMatchObject({ turn: expect.any(Number), rating: expect.any(Number) });
    }
  });

  it('end with the word that the stream is complete', () => {
    expect(JSON.parse(complete())).toMatchObject({
      type: 'TRACE',
      trace: { type: 'STREAM_STATUS', stream_status: { status: 'COMPLETE' } },
    });
  });
});
