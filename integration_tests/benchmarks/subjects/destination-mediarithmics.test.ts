import { describe, expect, it } from 'vitest';
import { activityFields } from '../../../connectors/destination-mediarithmics/documents/activity.ts';
import { mulberry32 } from '../../../src/emulator/mulberry32.ts';
import type { Dataset } from '../dataset.ts';
import type { Data } from '../subject.ts';
import { mediarithmics } from './destination-mediarithmics.ts';

function recordsOf(dataset: Dataset): Data[] {
  const random = mulberry32(1);
  const { records } = mediarithmics.datasets[dataset];
  return Array.from({ length: 200 }, (_, index) => records(index + 1, random) as Data);
}

describe('the activities of the benchmark', () => {
  it('are valid lines without a change', () => {
    for (const record of recordsOf('plain')) expect(activityFields.parse(record)).toEqual(record);
  });

  it('lack their events, keys and sessions, and have times as texts, in the mapped data set', () => {
    for (const record of recordsOf('mapped')) {
      for (const name of ['$events', '$unique_key', '$session_status'])
        expect(record).not.toHaveProperty(name);
      expect(record.$ts).toMatch(/^2024-.*Z$/);
    }
  });

  it('are converted to valid lines, each with a line break, by the minimal program', async () => {
    const bodies: string[] = [];
    const job = await mediarithmics.least.start(({ path, body }, onResponse) => {
      if (path.endsWith('/executions')) bodies.push(body!);
      onResponse?.('{"data":{"id":"1"}}');
    }, 'mapped');
    const records = recordsOf('mapped');
    for (const record of records) job.record(record);
    job.end();
    const lines = bodies.join('').split('\n');
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(records.length);
    for (const line of lines.map((text) => JSON.parse(text)))
      expect(activityFields.parse(line)).toEqual(line);
  });
});
