import { expect, it } from 'vitest';
import { hasPlaceholderJobIds, jobIdOf } from './job-id.ts';

const numbers = (syncId?: number, generationId?: number) => ({ syncId, generationId });

it.each([
  ['is the sync of the catalog', numbers(812, 3), {}, 812],
  ['is the sync of the catalog before that of the environment', numbers(812), { WORKER_JOB_ID: '7' }, 812],
  ['else that of the environment', numbers(undefined, 3), { WORKER_JOB_ID: '77' }, 77],
  ['is unknown where nobody says it', numbers(undefined, 3), {}, undefined],
  ['is unknown where the environment holds something else', numbers(), { WORKER_JOB_ID: 'job 7' }, undefined],
  ['is unknown under PyAirbyte, which numbers everything 1', numbers(1, 1), {}, undefined],
  ['is 1 in the first job of a platform', numbers(1, 1), { WORKER_JOB_ID: '1' }, 1],
  ['is 1 in the first job, with a later generation', numbers(1, 2), {}, 1],
])('the job %s', (_, given, environment, job) => {
  expect(jobIdOf(given, environment)).toBe(job);
});

it('numbers that are always the same say nothing', () => {
  expect(hasPlaceholderJobIds(numbers(1, 1), {})).toBe(true);
  expect(hasPlaceholderJobIds(numbers(1, 1), { WORKER_JOB_ID: '1' })).toBe(false);
  expect(hasPlaceholderJobIds(numbers(1), {})).toBe(false);
});
