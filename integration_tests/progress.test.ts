import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { catalog, fakeClock, lines, record, streamState } from '#testing';
import definition from '../connectors/destination-mediarithmics/index.ts';
import { write } from '../src/cli/write.ts';
import { mulberry32 } from './emulators/fault-picker.ts';
import { mediarithmics } from './emulators/mediarithmics.ts';
import { EMULATORS } from './emulators/registry.ts';
import { startEmulator } from './emulators/server.ts';
import { insideHost } from './faults/inside-driver.ts';
import { mediarithmicsTarget as target } from './faults/targets/mediarithmics.ts';
import { virtualTime } from './virtual-time.ts';

const NAME = 'destination-mediarithmics';
const connector = { name: NAME, version: '0', specification: definition.spec, load: async () => definition };
let clean: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const each of clean) await each();
  clean = [];
});

/** A sync whose documents wait for 100 seconds each, on a clock that jumps. */
async function slowSync(terminal: { isTTY: boolean } | undefined, more: object = {}) {
  const clock = fakeClock();
  const time = virtualTime(clock);
  const emulator = await startEmulator(mediarithmics({ pendingMs: 100_000 }), { clock, watch: time.watch });
  const folder = await mkdtemp(join(tmpdir(), 'progress-'));
  clean.push(
    () => emulator.close(),
    () => rm(folder, { recursive: true }),
  );
  const [config, streams] = [join(folder, 'config.json'), join(folder, 'catalog.json')];
  await writeFile(config, JSON.stringify({ ...EMULATORS[NAME].config(emulator.url), ...more }));
  await writeFile(
    streams,
    catalog([{ stream: { name: 'visits', json_schema: {} }, destination_sync_mode: 'append' } as never]),
  );
  const inside = insideHost({ clock, random: mulberry32(1) });
  const shown: string[] = [];
  const stderr = { ...terminal, columns: 200, write: (text: string) => shown.push(text) };
  const host = { ...inside.host, stderr, memoryBytes: () => 50 * 1024 * 1024 };
  const written = write(connector, config, streams, host);
  inside.stdin.write(
    lines(
      record({ name: 'visits' }, target.record(1).data as never),
      streamState({ name: 'visits' }, { cursor: 1 }),
    ),
  );
  return {
    shown,
    logs: () => inside.output.messages.flatMap((message) => message.log?.message ?? []),
    async end() {
      inside.stdin.end();
      await time.pass(written);
    },
  };
}

describe('a sync that waits for a job of 100 seconds', () => {
  it('names it in its progress and in its summary, and is never silent for ten seconds', async () => {
    const run = await slowSync(undefined);
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

  it('shows it on a terminal, and the summary too', async () => {
    const run = await slowSync({ isTTY: true });
    await run.end();
    const status = run.shown.filter((text) => text.includes('records/s'));
    expect(status.length).toBeGreaterThan(90);
    expect(status.at(-1)).toMatch(/1 document waits for its job, \d+ s {2}50 MiB$/);
    const [summary, line] = [run.shown.findIndex((text) => text.startsWith('The sync took')), '\r\u001b[K'];
    expect([run.shown[summary - 1], run.shown[summary]?.endsWith('\n')]).toEqual([line, true]);
  });
});
