import { describe, expect, it } from 'vitest';
import { StreamReport } from '../engine/settlement/stream-report.ts';
import { createMeter } from '../observer/meter.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { Activity, type Sample } from './activity.ts';
import { reportFromLog } from './from-log.ts';
import { reportPage } from './page.ts';
import { formatProgress } from './progress-text.ts';
import { reportData, SUCCEEDED } from './report-data.ts';
import { stoppedLine, summaryLines } from './summary.ts';
import { Timeline } from './timeline.ts';

const JOBS = {
  purpose: 'for jobs',
  now: ['document waits for its job', 'documents wait for their jobs'],
} as const;

/** A sync of half a minute with a job, and the log of it. */
async function aSync(name = 'visits') {
  const clock = fakeClock();
  const activity = new Activity(clock, () => 64 * 1024 * 1024);
  const report = new StreamReport({ name }, createMeter(clock));
  activity.started(() => {
    const { received, delivered, skipped, rejected } = report;
    return { received, delivered, skipped, rejected };
  });
  const samples: Sample[] = [];
  const log: string[] = [];
  const tick = async (ms: number) => {
    await clock.advance(ms);
    const sample = activity.sample();
    log.push(formatProgress(sample, samples.at(-1)));
    samples.push(sample);
  };
  report.received = 100;
  await tick(9_000);
  const endRequest = activity.requestSent();
  await clock.advance(500);
  endRequest(200);
  const job = activity.waiting(JOBS);
  await tick(8_500);
  job();
  report.delivered = 96;
  report.rejected = 4;
  for (let n = 0; n < 3; n++) report.countReason('time is <missing>; or wrong');
  report.countReason('value is 5 × too large', 'No.');
  report.meter.requests = 1;
  activity.stateEmitted(100);
  await clock.advance(2_000);
  log.push(...summaryLines(activity), report.summary());
  const end = { connector: undefined, endedAt: undefined, outcome: SUCCEEDED };
  return { activity, samples, log, data: reportData(activity, samples, [report], end) };
}

describe('the page of a report', () => {
  it('shows totals, a timeline, waits, responses, and rejected records by reason', async () => {
    const page = reportPage({ ...(await aSync()).data, connector: 'destination-x', endedAt: 0 });
    for (const text of [
      ...['The sync succeeded. Ended at 1970-01-01T00:00:00.000Z.', '<dt>Delivered</dt><dd>96</dd>'],
      ...['aria-label="Records"', 'aria-label="Latency"', 'aria-label="Waits"', 'aria-label="States"'],
      ...['<td>for jobs</td><td class="n">8.5</td>', '<td>200</td><td class="n">1</td>'],
      '<td>time is &lt;missing&gt;; or wrong</td><td class="n">3</td>',
    ])
      expect(page).toContain(text);
  });

  it('loads no resource and runs no script, also with markup in its texts', async () => {
    const { data } = await aSync(
      '</style><script src="https://example.com/x.js"></script><img src=x onerror=y>',
    );
    const page = reportPage({ ...data, outcome: '<b onclick="x">"failed"</b>' });
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<img|<link|<b |src="|href=|url\(|@import/);
  });

  it('is generated where nothing was received', () => {
    const activity = new Activity(fakeClock());
    const end = { connector: 'destination-x', endedAt: 0, outcome: 'The sync failed: <x>' };
    const page = reportPage(reportData(activity, [], [], end));
    expect(page).toContain('The sync failed: &lt;x&gt;');
    expect(page).toContain('No request was sent.');
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('the data of a report', () => {
  it('are the same from a log as from the sync', async () => {
    const { data, log } = await aSync();
    const read = reportFromLog(
      log.map((message) => JSON.stringify({ type: 'LOG', log: { level: 'INFO', message } })),
    );
    const round = (samples: readonly Sample[]) =>
      samples.map(({ now: _, latencyMs, ended, ...sample }) => ({
        ...sample,
        latencyMs: Math.round(latencyMs),
      }));
    expect({ ...read, samples: round(read!.samples) }).toEqual({ ...data, samples: round(data.samples) });
  });

  it('are found in a log of the platform, with text around each message', async () => {
    const { log, data } = await aSync();
    const read = reportFromLog(log.map((line) => `2026-11-04 08:30:00 destination > INFO main ${line}`));
    expect(read).toMatchObject({ streams: data.streams, rejected: data.rejected, responses: data.responses });
  });

  it('are those of the last sync of a log', async () => {
    const [one, other] = [await aSync('first'), await aSync('second')];
    const read = reportFromLog([...one.log, ...other.log]);
    expect(read?.streams.map(({ name }) => name)).toEqual(['"second"']);
    expect(read?.samples).toHaveLength(3);
  });

  it('have the end of a sync that failed or was stopped', async () => {
    const { log, activity } = await aSync();
    const trace = { type: 'TRACE', trace: { type: 'ERROR', error: { message: 'No such user.' } } };
    expect(reportFromLog([...log, JSON.stringify(trace)])?.outcome).toBe('The sync failed: No such user.');
    const stopped = stoppedLine('stopped by SIGINT', activity);
    expect(reportFromLog([...log, `x ${stopped}`])?.outcome).toBe(stopped);
    expect(reportFromLog(log.slice(0, 2))?.outcome).toBe('The log has no end of this sync.');
  });

  it('are absent where a log has no sync', () => {
    expect(reportFromLog(['', '{', '{"type":"STATE"}', 'The sync took a while'])).toBeUndefined();
  });
});

it('a timeline keeps at most 600 samples of a sync of any length, from its start to its end', () => {
  const timeline = new Timeline();
  for (let atMs = 0; atMs < 100_000; atMs++) timeline.add({ atMs } as Sample);
  const times = timeline.samples.map(({ atMs }) => atMs);
  expect(times.length).toBeLessThan(600);
  expect(times.length).toBeGreaterThan(300);
  expect([times[0], times.at(-1)! > 99_000]).toEqual([0, true]);
  expect(new Set(times.map((at, index) => at - (times[index - 1] ?? at))).size).toBe(2);
});
