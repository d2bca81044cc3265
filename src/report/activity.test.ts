import { describe, expect, it } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { Activity } from './activity.ts';
import { formatProgress, parseProgress } from './progress-text.ts';
import { stoppedLine, summaryLines } from './summary.ts';

const JOBS = {
  purpose: 'for jobs',
  now: ['document waits for its job', 'documents wait for their jobs'],
} as const;
const PACE = { purpose: 'for the pace', now: 'paced to 5 requests a second' };

async function aSync() {
  const clock = fakeClock();
  const activity = new Activity(clock, () => 64 * 1024 * 1024);
  activity.started(() => ({ received: 4_400, delivered: 4_010, skipped: 3, rejected: 2 }));
  for (const response of [200, 200, 503, 'ERR_NO_RESPONSE']) {
    const endRequest = activity.requestSent();
    await clock.advance(100);
    endRequest(response);
  }
  const pace = activity.waiting(PACE);
  await clock.advance(1_600);
  pace();
  activity.waiting(JOBS);
  await clock.advance(8_000);
  return { clock, activity };
}

describe('the summary of a sync', () => {
  it('has its seconds, its records per second, and its waits', async () => {
    const { activity } = await aSync();
    activity.stateEmitted(4_000);
    expect(summaryLines(activity)).toEqual([
      'The sync took 10.0 s: received 4400, delivered 4010, skipped 3, rejected 2, 401.5 records a second, requests 4, ' +
        'states 1, memory 64 MiB at most, waited 9.6 s (8.0 s for jobs, 1.6 s for the pace).',
      'Responses of the provider: 2 × 200, 1 × 503, 1 × ERR_NO_RESPONSE; 100 ms each.',
    ]);
  });

  it('is empty where nothing was received or sent', () => {
    expect(summaryLines(new Activity(fakeClock()))).toEqual([]);
  });

  it('has no responses where no request was sent', () => {
    const activity = new Activity(fakeClock());
    activity.started(() => ({ received: 1, delivered: 0, skipped: 0, rejected: 1 }));
    expect(summaryLines(activity)).toEqual([
      'The sync took 0.0 s: received 1, delivered 0, rejected 1, 0.0 records a second, requests 0, states 0, memory 0 MiB at ' +
        'most, waited 0.0 s.',
    ]);
  });

  it('of a stopped sync has the number of records that the last state covers', async () => {
    const { activity } = await aSync();
    activity.stateEmitted(1_000);
    activity.stateEmitted(3_000);
    expect(stoppedLine('stopped by SIGINT', activity)).toBe(
      'The sync was stopped by SIGINT; the last state covers 4,000 of 4,400 records.',
    );
  });

  it('of a sync that was stopped before its first state covers no record', () => {
    const activity = new Activity(fakeClock());
    activity.started(() => ({ received: 1, delivered: 1, skipped: 0, rejected: 0 }));
    expect(stoppedLine('stopped by SIGTERM', activity)).toBe(
      'The sync was stopped by SIGTERM; no state covers the 1 record that it received.',
    );
  });
});

describe('a line of progress', () => {
  it('can be parsed, with other text around it', async () => {
    const { clock, activity } = await aSync();
    const first = activity.sample();
    const line = formatProgress(first, undefined);
    expect(parseProgress(`2026-11-04 08:30:00 destination > ${line}`, undefined)).toEqual(first);
    await clock.advance(9_000);
    const second = activity.sample();
    const again = parseProgress(formatProgress(second, first), first);
    expect(again).toEqual(second);
  });

  it('is not recognised in other lines of a log', () => {
    for (const line of ['', 'Progress after', 'Progress after 9 s: nothing', '{"type":"STATE"}'])
      expect(parseProgress(line, undefined)).toBeUndefined();
  });

  it('has the records per second and the request time since the previous line', async () => {
    const { clock, activity } = await aSync();
    const before = activity.sample();
    const endRequest = activity.requestSent();
    await clock.advance(2_000);
    endRequest(200);
    expect(formatProgress(activity.sample(), before)).toContain('0.0 records a second');
    expect(formatProgress(activity.sample(), before)).toContain('requests 5 (2000 ms each)');
  });
});
