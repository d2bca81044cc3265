import { afterEach, expect, it } from 'vitest';
import { food } from '../../connectors/tidepool-org/emulator/testing/test-client.ts';
import { type Harness, startHarness } from './harness.ts';
import { complete, readable, recordLines, state } from './lines.ts';

let harness: Harness;
afterEach(() => harness.close());

const GONE = { _ab_cdc_deleted_at: '2024-02-01T00:00:00Z' };

it.each([
  ['append in a normal session', 'append', { session_type: 'normal' }],
  ['append in a continuous session', 'append', { session_type: 'continuous' }],
  ['overwrite', 'overwrite', { allow_replace: true }],
] as const)('a deleted record is not uploaded and replaces nothing: %s', async (_, mode, config) => {
  harness = await startHarness();
  const ended = await harness.sync({
    streams: [{ name: 'food', mode, key: 'key' }],
    config,
    input: [
      ...recordLines('food', { key: 1, ...food(1, 'a') }, { key: 2, ...food(2, 'b') }),
      ...recordLines(
        'food',
        { key: 1, ...GONE },
        { key: 2, ...food(2, 'b'), ...GONE },
        { key: 3, ...food(3, 'c'), ...GONE },
      ),
      state('food', 1),
      ...complete('food'),
    ],
  });
  expect(ended.error).toBeUndefined();
  expect(ended.states).toEqual([{ id: 1, delivered: 5, rejected: 0 }]);
  expect(readable(harness)).toEqual(['food 00:01 a', 'food 00:02 b']);
});
