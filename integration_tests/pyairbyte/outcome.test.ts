import { expect, it } from 'vitest';
import { type Outcome, problemsOf, tableOf } from './outcome.ts';
import { SCENARIOS } from './settings.ts';

const line = (stream: string, counts = 'received 3, delivered 3, rejected 0') =>
  `INFO Stream "zz_1.${stream}": ${counts}, requests 1, retries 0, waited 0.0 s.`;
const outcome = (more: Partial<Outcome> = {}): Outcome => ({
  name: 'destination-x',
  strategy: 'append',
  error: undefined,
  log: SCENARIOS.map((scenario) => line(scenario)).join('\n'),
  ...more,
});

it('a run in which each scenario succeeded has no problem', () => {
  expect(problemsOf(outcome())).toEqual([]);
  expect(tableOf([outcome()])).toContain('| succeeds | 22 of 22 | 66 | 0 | 0 |  |');
});

it('rejected and skipped records are counted, with the reasons of all scenarios together', () => {
  const some = 'received 9, delivered 3, skipped 2, rejected 4 (3 × a is missing; 1 × b is no text)';
  const log = SCENARIOS.map((scenario, n) => line(scenario, n < 2 ? some : undefined)).join('\n');
  expect(problemsOf(outcome({ log }))).toEqual([]);
  expect(tableOf([outcome({ log })])).toContain(
    '| 20 of 22 | 66 | 4 | 8 | 6 × a is missing; 2 × b is no text |',
  );
});

it('a scenario that was not synced, or did not count a record, is a problem', () => {
  const log = SCENARIOS.slice(1)
    .map((scenario, n) => line(scenario, n === 0 ? 'received 3, delivered 2, rejected 0' : undefined))
    .join('\n');
  expect(problemsOf(outcome({ log }))).toEqual([
    `destination-x (append): ${SCENARIOS[0]} was not synced`,
    `destination-x (append): ${SCENARIOS[1]} lost count of a record`,
  ]);
});

it('an error is a problem, unless it names the write strategy to use', () => {
  const error = 'ERR_SYNC_MODE: … write_strategy="append").';
  expect(problemsOf(outcome({ strategy: 'smoke', error, log: '' }))).toEqual([]);
  expect(problemsOf(outcome({ error, log: '' }))).toHaveLength(1);
  expect(problemsOf(outcome({ strategy: 'smoke', error: 'It broke.', log: '' }))).toHaveLength(1);
});
