import { expect, it } from 'vitest';
import { jobNumbers } from './job-numbers.ts';

const PLACEHOLDER = { sync_id: 1, generation_id: 1 };

it.each([
  ['is sync_id of the catalog', { sync_id: 812, generation_id: 3 }, {}, 812],
  ['is sync_id rather than WORKER_JOB_ID', { sync_id: 812 }, { WORKER_JOB_ID: '7' }, 812],
  ['is WORKER_JOB_ID without a sync_id', { generation_id: 3 }, { WORKER_JOB_ID: '77' }, 77],
  ['is unknown without both', { generation_id: 3 }, {}, undefined],
  ['is unknown if WORKER_JOB_ID is not a number', {}, { WORKER_JOB_ID: 'job 7' }, undefined],
  ['is unknown if WORKER_JOB_ID only begins with a number', {}, { WORKER_JOB_ID: '7 a' }, undefined],
  ['is unknown if sync_id is not a number', { sync_id: '812' }, {}, undefined],
  ['is unknown under PyAirbyte, which numbers every sync and generation 1', PLACEHOLDER, {}, undefined],
  ['is 1 in the first job of a platform, which sets WORKER_JOB_ID', PLACEHOLDER, { WORKER_JOB_ID: '1' }, 1],
  ['is 1 in the first job with a later generation', { sync_id: 1, generation_id: 2 }, {}, 1],
])('the job number %s', (_, stream, environment, job) => {
  expect(jobNumbers(stream, environment).syncId).toBe(job);
});

it.each([
  ['sync 1 and generation 1 without WORKER_JOB_ID', PLACEHOLDER, {}, true],
  ['sync 1 and generation 1 with WORKER_JOB_ID', PLACEHOLDER, { WORKER_JOB_ID: '1' }, false],
  ['sync 1 without a generation', { sync_id: 1 }, {}, false],
])('jobNumbers() recognises placeholders: %s', (_, stream, environment, isPlaceholder) => {
  expect(jobNumbers(stream, environment).hasPlaceholderNumbers).toBe(isPlaceholder);
});
