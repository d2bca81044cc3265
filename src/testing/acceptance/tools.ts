import assert from 'node:assert/strict';
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isObject } from '../../json.ts';
import { catalog } from '../configured-catalog.ts';
import { lines } from '../messages.ts';
import { configUpdates, StoredConfigs } from '../stored-configs.ts';
import type { Config, Probe, Subject } from '../subject.ts';
import type { Tools, WriteJob } from './case.ts';
import { CaseProcesses } from './case-processes.ts';
import { endsWithin } from './deadline.ts';
import type { Journal } from './journal.ts';
import { judgeShared } from './shared-runs.ts';
import { testStream } from './stream.ts';

export interface MadeTools {
  readonly tools: Tools;
  /**
   * Throws an AssertionError if the case started the connector, and none of its runs wrote a message or sent the
   * provider a request: a program that does nothing must not pass.
   */
  assertSeen(): void;
  /** Kills running processes, and removes the folder or moves it to `keepAs`. */
  close(keepAs?: string): Promise<Journal>;
}

export interface ToolsOptions {
  /** Factor on the time limits of the case; 1 by default. */
  readonly limitFactor?: number | undefined;
  /** The subject whose cases share runs: the original one, if `subject` has another command. `subject` by default. */
  readonly sharesRunsOf?: Subject;
  /** What runs of earlier cases with the same configuration stored; nothing by default. */
  readonly stored?: StoredConfigs;
}

/** Creates the tools of one case. */
export async function makeTools(
  subject: Subject,
  probe: Probe | undefined,
  { limitFactor = 1, sharesRunsOf = subject, stored = new StoredConfigs() }: ToolsOptions = {},
): Promise<MadeTools> {
  const folder = await mkdtemp(join(subject.folder ?? tmpdir(), 'acceptance-'));
  if (subject.runtime?.openFiles) await chmod(folder, 0o777);
  const processes = new CaseProcesses(subject, folder);
  let files = 0;
  const file = async (name: string, content: string | Uint8Array, mode?: number): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    if (mode !== undefined) await chmod(path, mode);
    return path;
  };
  const given = probe?.config ?? subject.offlineConfig;
  const configFile = (value = given): Promise<string> =>
    file(`config-${++files}.json`, JSON.stringify(stored.current(value)));
  const writeArgs = async (job: WriteJob): Promise<string[]> => {
    const text = job.catalogText ?? catalog(job.streams.map(({ configured }) => configured));
    const catalogPath = await file(`catalog-${++files}.json`, text);
    return ['write', '--config', await configFile(job.config), '--catalog', catalogPath];
  };

  const start: Tools['start'] = async (args, options) => {
    const used = await configOf(args, options?.cwd ?? folder);
    const running = await processes.start(args, options);
    const finished = running.finished.then((end) => {
      if (used) stored.ended(used, configUpdates(end.messages));
      return end;
    });
    finished.catch(() => {});
    return { ...running, finished };
  };
  const run: Tools['run'] = async (args, options) => (await start(args, { stdin: '', ...options })).finished;
  const tools: Tools = {
    get probe() {
      assert.ok(probe, 'the case has to declare that it needs a provider');
      return probe;
    },
    get config() {
      return stored.current(given);
    },
    folder,
    file,
    run,
    start,
    check: async (value, options) => run(['check', '--config', await configFile(value)], options),
    discover: async (value, options) => run(['discover', '--config', await configFile(value)], options),
    write: async (job, options) =>
      run(await writeArgs(job), { stdin: job.raw ?? lines(...(job.input ?? [])), ...options }),
    startWrite: async (job, options) => start(await writeArgs(job), options),
    judgeShared: (shared) => judgeShared(sharesRunsOf, shared),
    stream: (options) => testStream(subject.objects[0], options),
    limit: (ms) => ms * limitFactor,
    endsWithin: (ended, ms) => endsWithin(ended, ms, () => processes.runReference()),
  };
  return {
    tools,
    assertSeen() {
      const isSilent = processes.isSilent && (probe?.requests() ?? 0) === 0;
      assert.ok(!isSilent, 'the connector wrote no message and sent no request, so nothing was tested');
    },
    async close(keepAs) {
      await processes.close();
      const kept = keepAs === undefined ? undefined : resolve(keepAs);
      if (kept !== undefined) {
        await rm(kept, { recursive: true, force: true });
        await cp(folder, kept, { recursive: true });
      }
      await rm(folder, { recursive: true, force: true });
      return processes.journal.close(kept);
    },
  };
}

/** Reads the configuration of a command line; undefined without one, or if it is no JSON object. */
async function configOf(args: readonly string[], cwd: string): Promise<Config | undefined> {
  const { config } = parseArgs({
    args: [...args],
    options: { config: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  }).values;
  if (typeof config !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(await readFile(resolve(cwd, config), 'utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
