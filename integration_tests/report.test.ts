import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtConnector } from '@airbyte-ts/cdk/acceptance';
import { API_KEY } from '@airbyte-ts/cdk/emulator';
import type { Browser } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runConnector } from '../src/testing/process.ts';
import { browserPath, launchBrowser } from './browser.ts';
import { CANARY } from './faults/target.ts';
import { startSlowSync } from './slow-sync.ts';

let folder = '';
let report = '';
let running: Awaited<ReturnType<typeof startSlowSync>>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
  report = join(folder, 'report.html');
});
afterEach(async () => {
  await running?.close();
  await rm(folder, { recursive: true });
});

/** A sync that waits for a rate limit and a job, with a report. */
async function reported(): Promise<string> {
  const limit = { type: 'status', status: 429, retryAfter: 40 } as const;
  running = await startSlowSync({ report, records: 30, faults: [{ nth: 2, action: limit }] });
  await running.end();
  return readFile(report, 'utf8');
}

describe('the report of a sync', () => {
  it('shows its waits and its end, without a secret or a record', async () => {
    const page = await reported();
    for (const text of [
      'The sync succeeded.',
      '<dt>Delivered</dt><dd>30</dd>',
      '<td>for jobs</td>',
      '<td>429</td>',
    ])
      expect(page).toContain(text);
    expect(page).not.toContain(API_KEY);
    expect(page).not.toContain(CANARY);
    expect(running.logs().at(-1)).toBe(`The report is in ${report}.`);
  });

  it('is also written for a stopped sync', async () => {
    running = await startSlowSync({ report, records: 3 });
    await running.sent();
    running.terminate();
    await running.pass();
    expect(await readFile(report, 'utf8')).toContain('no state covers the 3 records');
  });

  it('that cannot be written stops the sync before anything is sent', async () => {
    running = await startSlowSync({ report: join(folder, 'missing', 'report.html') });
    await running.end();
    expect(running.logs().join('\n')).not.toContain('Stream');
    expect(running.errors()[0]).toContain('cannot be written to');
  });

  it('is generated from its log by the command report', async () => {
    await reported();
    const { command } = builtConnector('destination-mediarithmics');
    const log = join(folder, 'log.jsonl');
    await running.saveLog(log);
    const other = join(folder, 'other.html');
    const end = await runConnector(command, ['report', log, '--output', other]);
    expect([end.exitCode, end.stderr]).toEqual([0, '']);
    expect(await readFile(other, 'utf8')).toContain('<dt>Delivered</dt><dd>30</dd>');
    const missing = await runConnector(command, ['report', join(folder, 'none'), '--output', other]);
    expect(missing.exitCode).toBe(1);
    expect(missing.messages[0]?.trace?.error?.message).toContain('cannot be read (ENOENT)');
  });
});

describe.skipIf(browserPath === undefined)(
  'the report of a sync in a headless browser (none is installed if skipped)',
  () => {
    let browser: Browser | undefined;
    afterEach(() => browser?.close());

    it('loads nothing else, has no problem, and fits windows of any width', async () => {
      await reported();
      browser = await launchBrowser();
      const page = await browser.newPage();
      const requests: string[] = [];
      const problems: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (entry) => problems.push(`${entry.type()}: ${entry.text()}`));
      page.on('pageerror', ({ message }) => problems.push(message));
      const { href } = pathToFileURL(report);
      await page.goto(href);
      expect(requests).toEqual([href]);
      expect(problems).toEqual([]);
      for (const width of [1_200, 800, 400]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      }
      await page.setViewportSize({ width: 1_000, height: 900 });
      expect(await page.locator('h1').textContent()).toContain('destination-mediarithmics');
      // The band of the job is 90 seconds wide, and its texts are inside the picture.
      const widest = `Math.max(...[...document.querySelectorAll('rect.wait')].map((rect) => rect.getBoundingClientRect().right))`;
      expect(await page.evaluate(widest)).toBeGreaterThan(600);
      const heights = `[...document.querySelectorAll('svg')].map((svg) => svg.getBoundingClientRect().height)`;
      expect(Math.min(...(await page.evaluate<number[]>(heights)))).toBeGreaterThan(10);
      expect((await page.screenshot()).length).toBeGreaterThan(10_000);
    });
  },
);
