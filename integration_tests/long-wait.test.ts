import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalog, fakeClock, lines, record, streamState } from '@airbyte-ts/cdk/testing';
import { expect, test } from 'vitest';
import { mulberry32 } from '../src/emulator/mulberry32.ts';
import { virtualTime } from '../src/testing/virtual-time.ts';
import { driveInside } from './faults/inside-driver.ts';
import type { Fault, Target } from './faults/target.ts';
import { targets } from './faults/targets.ts';

const RECORDS = 30;

/** Writes records while the provider responds with these faults; the clock skips every wait. */
async function writeWith(target: Target, mode: string, faults: Fault[]) {
  const clock = fakeClock();
  const time = virtualTime(clock);
  const running = await target.start({ watch: time.watch });
  running.emulator.faults.set(faults);
  const folder = await mkdtemp(join(tmpdir(), 'long-wait-'));
  try {
    const [configPath, catalogPath] = [join(folder, 'config.json'), join(folder, 'catalog.json')];
    const [name] = target.streams;
    const { primaryKey, properties } = target.object;
    const stream = { name, json_schema: { type: 'object', properties } };
    const ids = { generation_id: 1, minimum_generation_id: mode === 'overwrite' ? 1 : 0, sync_id: 1 };
    await writeFile(configPath, JSON.stringify(running.config));
    await writeFile(
      catalogPath,
      catalog([
        {
          stream,
          sync_mode: 'incremental',
          destination_sync_mode: mode,
          primary_key: primaryKey,
          ...ids,
        } as never,
      ]),
    );
    const connector = {
      name: target.name,
      version: '0.0.0',
      specification: target.definition!.spec,
      load: () => Promise.resolve(target.definition!),
    };
    const job = { configPath, catalogPath };
    const driven = driveInside(connector, job as never, { clock, random: mulberry32(1) });
    const records = Array.from({ length: RECORDS }, (_, i) =>
      record({ name }, target.record(i).data as never),
    );
    const complete = {
      type: 'TRACE',
      trace: {
        type: 'STREAM_STATUS',
        emitted_at: 1,
        stream_status: { stream_descriptor: { name }, status: 'COMPLETE' },
      },
    };
    await driven.sendRaw(
      Buffer.from(lines(...records, streamState({ name }, { cursor: 1 }), JSON.stringify(complete))),
    );
    driven.closeStdin();
    const run = await time.pass(driven.finished);
    const traces = run.messages.flatMap((message) => message.trace ?? []);
    const logs = run.messages.flatMap((message) => message.log?.message ?? []);
    return { ...run, error: traces.find(({ type }) => type === 'ERROR')?.error, logs, running };
  } finally {
    await running.emulator.close();
    await rm(folder, { recursive: true });
  }
}

const rejection = (match: Fault['match'], retryAfter: number): Fault => ({
  match,
  action: { type: 'status', status: 429, retryAfter },
});
/** The time of the sync is the connector's own: what it sleeps, and the clean-up after the failure. */
const ENDS_WITHIN_MS = 60_000;
const cases = targets.flatMap((target) => target.modes.map((mode) => [target.name, mode, target] as const));

test.each(cases)(
  '%s in the mode %s ends soon if its records are rejected with a Retry-After of ten hours',
  async (_, mode, target) => {
    const run = await writeWith(target, mode, [rejection(target.deliveries, 36_000)]);
    expect(run.exitCode).toBe(1);
    expect(run.durationMs).toBeLessThan(ENDS_WITHIN_MS);
    expect(run.error?.failure_type).toBe('transient_error');
    expect(run.error?.message).toContain('10 hours');
    expect(run.logs.filter((line) => line.includes('continues by itself'))).toEqual([]);
    expect(run.logs.join('\n')).toContain('the sync ends');
    expect(run.messages.filter(({ type }) => type === 'STATE')).toEqual([]);
  },
);

test.each(cases)(
  '%s in the mode %s ends soon if any request is rejected with a very large Retry-After',
  async (_, mode, target) => {
    for (const nth of [1, 2, 3, 4, 5]) {
      const faults: Fault[] = [
        { nth, action: { type: 'status', status: 429, retryAfter: 9_007_199_254_740 } },
      ];
      const run = await writeWith(target, mode, faults);
      if (run.exitCode === 0) continue;
      expect(run.durationMs, `request ${nth}`).toBeLessThan(ENDS_WITHIN_MS);
      expect(run.error?.message).toContain('longer than a year');
      expect(run.lines.join('\n')).not.toMatch(/\d{5,} (hours|s )/);
    }
  },
);
