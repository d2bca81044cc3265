import { describe, expect, it } from 'vitest';
import { Activity, type Sample } from '../report/activity.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { testLog } from '../testing/test-context.ts';
import { type ProgressOptions, startProgress } from './progress.ts';

const JOBS = {
  purpose: 'for jobs',
  now: ['document waits for its job', 'documents wait for their jobs'],
} as const;

function running(options: Partial<ProgressOptions> & { isTTY?: boolean; columns?: number } = {}) {
  const clock = fakeClock();
  const log = testLog();
  const activity = new Activity(clock, () => 120 * 1024 * 1024);
  activity.started(() => ({ received: 4400, delivered: 4000, skipped: 0, rejected: 2 }));
  const written: string[] = [];
  const { isTTY = false, columns = 200 } = options;
  const progress = startProgress({
    ...{ activity, clock, log, isLogOnTerminal: false, isTyping: () => false },
    stderr: { isTTY, columns, write: (text) => written.push(text) },
    ...options,
  });
  return { clock, log, activity, written, progress, line: () => written.at(-1) };
}

describe('on a terminal, progress', () => {
  it('is one line that is rewritten every second and names the current waits', async () => {
    const { clock, activity, line, written } = running({ isTTY: true });
    activity.waiting(JOBS);
    await clock.advance(999);
    expect(written).toEqual([]);
    await clock.advance(1);
    expect(line()).toBe(
      '\r\u001b[K4,002 records/s  4,000 delivered  2 rejected  398 in flight  1 document waits for its job, 1 s  120 MiB',
    );
    await clock.advance(41_000);
    expect(line()).toContain('K0 records/s');
    expect(line()).toContain('1 document waits for its job, 42 s');
    expect(written).toHaveLength(42);
    expect(written.join('')).not.toContain('\n');
  });

  it('is cut to the width of the terminal', async () => {
    const { clock, line } = running({ isTTY: true, columns: 30 });
    await clock.advance(1_000);
    expect(line()?.replace('\r\u001b[K', '')).toHaveLength(29);
  });

  it('makes room for other text, and leaves nothing behind at its end', async () => {
    const { clock, line, written, progress } = running({ isTTY: true });
    progress.clear();
    expect(written).toEqual([]);
    await clock.advance(1_000);
    progress.clear();
    expect(line()).toBe('\r\u001b[K');
    await clock.advance(1_000);
    progress.end();
    expect([line(), clock.pending]).toEqual(['\r\u001b[K', 0]);
  });

  it('does not overwrite text that a user is typing', async () => {
    let isTyping = true;
    const { clock, written } = running({ isTTY: true, isTyping: () => isTyping });
    await clock.advance(5_000);
    expect(written).toEqual([]);
    isTyping = false;
    await clock.advance(1_000);
    expect(written).toHaveLength(1);
  });

  it('is not logged if the log is shown there too, and is if not', async () => {
    const both = running({ isTTY: true, isLogOnTerminal: true });
    const apart = running({ isTTY: true });
    await Promise.all([both.clock.advance(30_000), apart.clock.advance(30_000)]);
    expect([both.log.lines.length, apart.log.lines.length]).toEqual([0, 3]);
  });
});

describe('without a terminal, progress', () => {
  it('is logged within ten seconds and again at intervals of less than ten', async () => {
    const { clock, log, written, activity } = running();
    activity.waiting(JOBS);
    await clock.advance(10_000);
    expect(log.lines).toEqual([
      'Progress after 9.0 s: received 4400, delivered 4000, rejected 2, 444.7 records a second, in flight 398, requests 0, ' +
        'states 0, memory 120 MiB. Waited: 9.0 s for jobs. Now: 1 document waits for its job, 9 s.',
    ]);
    await clock.advance(590_000);
    expect(log.lines.length).toBeGreaterThanOrEqual(60);
    expect(written).toEqual([]);
  });

  it('describes the sync when it does not wait', async () => {
    const { clock, log } = running();
    await clock.advance(9_000);
    expect(log.lines[0]).toMatch(/ Now: works on records\.$/);
  });
});

it('a report receives a sample every second, also without a terminal', async () => {
  const samples: Sample[] = [];
  const { clock } = running({ onSample: (sample) => samples.push(sample) });
  await clock.advance(3_000);
  expect(samples.map(({ atMs, delivered }) => [atMs, delivered])).toEqual([
    [1_000, 4000],
    [2_000, 4000],
    [3_000, 4000],
  ]);
});
