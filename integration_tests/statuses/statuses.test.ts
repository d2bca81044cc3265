import { describe, expect, test } from 'vitest';
import { depth } from '../../src/testing/depth.ts';
import { DEFINITIONS } from '../source-values/delivery.ts';
import { BODIES, type Body, expectedEnd, STATUSES } from './meanings.ts';
import { type StoredSync, syncSamples } from './sync.ts';

/** Records of each sync. */
const RECORDS = 3;
/** Every so many of the cases; it shares no factor with the numbers of statuses, bodies and requests. */
const STRIDE = depth(17, 1);

function endOf({ error, rejected, stored }: StoredSync): string {
  if (error) return error.failureType;
  if (rejected.length === 0 && stored === RECORDS) return 'stored';
  if (rejected.length === 1 && stored === RECORDS - 1) return 'one rejected';
  return `${stored} stored, ${rejected.length} rejected`;
}

describe.each(DEFINITIONS.map((definition) => [definition.name, definition] as const))(
  'one stray response during a sync of %s',
  (name, definition) => {
    test('loses, doubles and rejects no record, and ends no sync, unless its status is about the record or the first response about the settings', async () => {
      const clean = await syncSamples(definition);
      expect(endOf(clean)).toBe('stored');
      const cases = clean.requests.flatMap((_, at) =>
        STATUSES.flatMap((status) =>
          (Object.keys(BODIES) as Body[]).map((body) => ({ nth: at + 1, status, body })),
        ),
      );
      const wrong: string[] = [];
      for (const each of cases.filter((_, at) => at % STRIDE === 0)) {
        const { nth, status, body } = each;
        const sync = await syncSamples(definition, [
          { nth, action: { type: 'status', status, body: BODIES[body] } },
        ]);
        const [expected, end] = [expectedEnd(name, each), endOf(sync)];
        if (end !== expected)
          wrong.push(`${status} with ${body} to request ${nth}: ${end} instead of ${expected}`);
      }
      expect(wrong).toEqual([]);
    }, 600_000);
  },
);

/** Rejections of credentials, in the form of the provider or without a body. They last. */
describe.each(DEFINITIONS.map((definition) => [definition.name, definition] as const))(
  'a sync of %s',
  (_name, definition) => {
    test('whose credentials are rejected from the second half on ends as a mistake in the settings', async () => {
      const { requests } = await syncSamples(definition);
      const from = Math.ceil(requests.length / 2) + 1;
      const nth = Array.from({ length: 50 }, (_, at) => from + at);
      const { error, rejected } = await syncSamples(definition, [
        { nth, action: { type: 'status', status: 401, body: { type: 'empty' } } },
      ]);
      expect([error?.failureType, rejected]).toEqual(['config_error', []]);
    });
  },
);
