import { describe, expect, it } from 'vitest';
import { complete, messages, RECORDS_PER_STATE } from './messages.ts';
import { SUBJECTS } from './subjects.ts';

const source = {
  name: 'destination-any',
  stream: 'numbers',
  datasets: {
    plain: { title: '', records: (index: number, random: () => number) => ({ index, value: random() }) },
    mapped: { title: '', records: () => ({}) },
  },
};
const parsed = (records: number) => [...messages(source, 'plain', records)].map((line) => JSON.parse(line));

describe('the message files of the benchmark', () => {
  it.each(SUBJECTS)('are the same each time: $name', (subject) => {
    for (const dataset of ['plain', 'mapped'] as const)
      expect([...messages(subject, dataset, 500)]).toEqual([...messages(subject, dataset, 500)]);
  });

  it('have a state after every ten thousand records and after the last one', () => {
    const cursors = parsed(25_000)
      .map(({ type, state }, index) => ({ type, index, cursor: state?.stream.stream_state.cursor }))
      .filter(({ type }) => type === 'STATE');
    expect(cursors).toEqual([
      { type: 'STATE', index: RECORDS_PER_STATE, cursor: 10_000 },
      { type: 'STATE', index: 2 * RECORDS_PER_STATE + 1, cursor: 20_000 },
      { type: 'STATE', index: 25_002, cursor: 25_000 },
    ]);
  });

  it('count in each state the records since the previous one', () => {
    const counts = parsed(25_000).flatMap(({ state }) => state?.sourceStats.recordCount ?? []);
    expect(counts).toEqual([10_000, 10_000, 5_000]);
  });

  it('end with the status that the stream is complete', () => {
    expect(JSON.parse(complete('numbers'))).toMatchObject({
      type: 'TRACE',
      trace: {
        type: 'STREAM_STATUS',
        stream_status: { stream_descriptor: { name: 'numbers' }, status: 'COMPLETE' },
      },
    });
  });
});
