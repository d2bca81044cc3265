import { afterEach, describe, expect, it } from 'vitest';
import { type SlowSyncOptions, startSlowSync } from './slow-sync.ts';

let running: Awaited<ReturnType<typeof startSlowSync>> | undefined;
afterEach(() => running?.close());

async function slowSync(options: SlowSyncOptions = {}) {
  running = await startSlowSync(options);
  return running;
}

describe('a sync that waits for a job of 100 seconds', () => {
  it('names it in its progress and in its summary, and is never silent for ten seconds', async () => {
    const run = await slowSync();
    await run.end();
    const progress = run.logs().filter((text) => text.startsWith('Progress'));
    const at = progress.map((text) => Number(/after ([\d.]+) s/.exec(text)?.[1]));
    expect(at.length).toBeGreaterThanOrEqual(11);
    at.reduce((before, now) => {
      expect(now - before).toBeLessThan(10);
      return now;
    }, 0);
    expect(progress.at(-1)).toMatch(/1 document waits for its job, \d\d s/);
    expect(run.logs().find((text) => text.startsWith('Stream'))).toMatch(/waited 1\d\d\.\d s for jobs/);
    expect(run.logs().find((text) => text.startsWith('The sync took'))).toMatch(
      /^The sync took 1\d\d\.\d s: received 1, delivered 1, .* records a second, .* for jobs/,
    );
    expect(run.shown).toEqual([]);
  });

  it('is shown with it on a terminal, in the status line and in the summary', async () => {
    const run = await slowSync({ terminal: { isTTY: true } });
    await run.end();
    const status = run.shown.filter((text) => text.includes('records/s'));
    expect(status.length).toBeGreaterThan(90);
    expect(status.at(-1)).toMatch(/1 document waits for its job, \d+ s {2}50 MiB$/);
    const [summary, line] = [run.shown.findIndex((text) => text.startsWith('The sync took')), '\r\u001b[K'];
    expect([run.shown[summary - 1], run.shown[summary]?.endsWith('\n')]).toEqual([line, true]);
  });
});

it('a stopped sync reports how many records its last state covers', async () => {
  const run = await slowSync({ records: 3 });
  await run.sent();
  run.terminate();
  await run.pass();
  expect(run.logs().at(-1)).toBe('The sync was terminated; no state covers the 3 records that it received.');
});

it('a rate limited sync reports until when it waits', async () => {
  const limit = { type: 'status', status: 429, retryAfter: 40 } as const;
  const run = await slowSync({ faults: [{ nth: 1, action: limit }] });
  await run.end();
  const progress = run.logs().filter((text) => text.startsWith('Progress'));
  // The fake clock starts at 22:13:20.
  expect(progress.join('\n')).toMatch(/rate limited until 22:1\d:\d\d UTC/);
  expect(run.logs().find((text) => text.startsWith('Responses'))).toMatch(/1 × 429/);
});

it('write on a terminal explains its input and how to end it, and does not overwrite typed text', async () => {
  const run = await slowSync({ terminal: { isTTY: true }, isTyped: true });
  await run.sent();
  const hint = 'reads messages from this terminal, one JSON object a line';
  const at = run.shown.findIndex((text) => text.includes(hint));
  expect(run.shown[at]).toMatch(/Ctrl-D .* ends the input, Ctrl-C stops/);
  expect(run.shown.slice(at + 1)).toEqual([]);
  await run.end();
  expect(run.shown.slice(at + 1).some((text) => text.includes('records/s'))).toBe(true);
});
