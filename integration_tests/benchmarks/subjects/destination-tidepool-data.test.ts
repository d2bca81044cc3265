import { describe, expect, it } from 'vitest';
import { OBJECTS } from '../../../connectors/destination-tidepool-data/records/index.ts';
import { messages } from '../messages.ts';
import { tidepoolData } from './destination-tidepool-data.ts';

const lines = (dataset: 'plain' | 'mapped', count: number): string[] =>
  [...messages(tidepoolData, dataset, count)].filter((line) => line.startsWith('{"type":"RECORD"'));
const data = (line: string) => JSON.parse(line).record.data;

describe('the glucose readings of the benchmark', () => {
  it('are valid data without a change', () => {
    for (const line of lines('plain', 500)) expect(OBJECTS.cbg.parse(data(line))).toEqual(data(line));
  });

  it('have about 400 bytes per record', () => {
    const all = lines('plain', 5_000);
    const bytes = Buffer.byteLength(all.join('\n')) / all.length;
    expect(bytes).toBeGreaterThan(390);
    expect(bytes).toBeLessThan(460);
  });

  it('lack type and device, and have nulls and an offset, in the mapped data set', () => {
    for (const line of lines('mapped', 100)) {
      expect(data(line)).not.toHaveProperty('type');
      expect(data(line)).not.toHaveProperty('deviceId');
      expect(data(line)).toMatchObject({ notes: null, time: expect.stringMatching(/\+02:00$/) });
    }
  });

  it('are converted to valid data by the minimal program', async () => {
    const bodies: string[] = [];
    const job = await tidepoolData.least.start(({ path, body }, onResponse) => {
      if (path.endsWith('/data')) bodies.push(body!);
      onResponse?.('{"data":{"uploadId":"one"}}');
    }, 'mapped');
    const rows = lines('mapped', 3).map(data);
    for (const row of rows) job.record(row);
    job.end();
    const [first] = JSON.parse(bodies[0]!);
    expect(OBJECTS.cbg.parse(first)).toEqual(first);
    expect(first.time).toBe('2024-01-01T00:05:00Z');
  });
});
