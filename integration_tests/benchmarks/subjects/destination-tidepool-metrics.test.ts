import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../../src/emulator/mulberry32.ts';
import type { Dataset } from '../dataset.ts';
import type { Data } from '../subject.ts';
import { tidepoolMetrics } from './destination-tidepool-metrics.ts';

async function addresses(dataset: Dataset): Promise<string[]> {
  const paths: string[] = [];
  const job = await tidepoolMetrics.least.start(({ path }) => paths.push(path), dataset);
  const random = mulberry32(1);
  for (let index = 1; index <= 100; index++)
    job.record(tidepoolMetrics.datasets[dataset].records(index, random) as Data);
  return paths;
}

describe('the events of the minimal program', () => {
  it('have a name in the path and an id among the parameters', async () => {
    for (const dataset of ['plain', 'mapped'] as const) {
      const ids = (await addresses(dataset)).map((path) => {
        expect(path).toMatch(/^\/metrics\/thisuser\/blip%20-%20[^/?]+\?/);
        return new URL(path, 'http://here').searchParams.get('eventId');
      });
      expect(new Set(ids).size).toBe(100);
      expect(ids).not.toContain(null);
    }
  });

  it('have nested values under bracketed names, and no nulls', async () => {
    for (const path of await addresses('mapped')) {
      const { searchParams } = new URL(path, 'http://here');
      expect(searchParams.get('actor[clinicId]')).toMatch(/^c-\d{4}$/);
      expect(searchParams.has('experiment')).toBe(false);
    }
  });
});
