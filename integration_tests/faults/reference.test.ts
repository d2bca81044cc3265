import { afterAll, describe, expect, test } from 'vitest';
import { depth } from '../../src/testing/depth.ts';
import { killGroups } from '../../src/testing/process-group.ts';
import { campaign, failureText } from './campaign.ts';
import { referenceTarget } from './reference.ts';

afterAll(killGroups);

const SEED = 20_251;
const run = (fault: string, schedules: number) =>
  campaign(referenceTarget(fault), { schedules, seed: SEED, lanes: 2, shrinkMs: 0 });

/** A fault of the connector, the number of schedules within which one must detect it, and the expected problem. */
const PROOFS: readonly (readonly [fault: string, within: number, problem: RegExp])[] = [
  ['early-states', 20, /records of emitted states are missing/],
  ['drops-the-tail', 20, /are lost|succeeded with/],
  ['early-global-states', 30, /records of emitted states are missing/],
  ['reset-is-success', 30, /are missing|are lost/],
  ['drops-a-record', 30, /are missing|are lost/],
  ['counts-from-the-start', 20, /counts \d+ records/],
  ['last-state-only', 20, /was emitted instead of|succeeded with 1 of/],
  ['parses-states', 20, /was emitted with another text/],
  ['shows-records', 20, /the content of a record is shown/],
  ['no-trace', 20, /no TRACE ERROR/],
  ['two-traces', 20, /wrote 2 TRACE ERROR messages/],
  ['exit-0', 20, /with exit code 0/],
  ['writes-to-stderr', 20, /stderr: hello/],
];

/** All in the nightly tier; `npm test` plays one of each kind: states, records, and the end of a process. */
const PLAYED = PROOFS.filter((_, index) => index % depth(7, 1) === 0);

describe('fault schedules against the reference connector', () => {
  test.each(PLAYED)(
    'detect the fault %s within %i schedules',
    async (fault, within, problem) => {
      const { failures } = await run(fault, within);
      expect(failures.map(failureText).join('\n')).toMatch(problem);
    },
    240_000,
  );

  test('find no problem in the connector without a fault', async () => {
    const { failures } = await run('', depth(6, 16));
    expect(failures.map(failureText).join('\n')).toBe('');
  }, 240_000);

  test('repeat a failure by its seed and path', async () => {
    const { failures } = await run('early-states', 20);
    const { seed, path, schedule } = failures[0]!;
    const again = await campaign(referenceTarget('early-states'), {
      schedules: 1,
      lanes: 1,
      seed,
      path,
      shrinkMs: 0,
    });
    expect(again.failures[0]?.schedule).toEqual(schedule);
  }, 240_000);
});
