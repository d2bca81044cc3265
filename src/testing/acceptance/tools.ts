import assert from 'node:assert/strict';
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { catalog } from '../configured-catalog.ts';
import { lines } from '../messages.ts';
import { type Finished, type Running, runConnector, startConnector } from '../process.ts';
import type { Probe, Subject } from '../subject.ts';
import { leakIn } from './canaries.ts';
import type { ToolOptions, Tools, WriteJob } from './case.ts';
import { endsWithin } from './deadline.ts';
import { type Journal, JournalKeeper } from './journal.ts';
import { shapeProblem } from './output-shape.ts';
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
}

/** Creates the tools of one case. */
export async function makeTools(
  subject: Subject,
  probe: Probe | undefined,
  { limitFactor = 1, sharesRunsOf = subject }: ToolsOptions = {},
): Promise<MadeTools> {
  const folder = await mkdtemp(join(subject.folder ?? tmpdir(), 'acceptance-'));
  if (subject.runtime?.openFiles) await chmod(folder, 0o777);
  const running = new Set<Running>();
  const journal = new JournalKeeper();
  let files = 0;
  const seen = { runs: 0, messages: 0 };

  const start = async (args: readonly string[], options: ToolOptions = {}): Promise<Running> => {
    const { cwd = folder, env = {} } = options;
    const run = subject.runtime?.command(subject.command, { cwd, env }) ?? { command: subject.command, env };
    const note = journal.started([...run.command, ...args].join(' '), options.stdin);
    const started = startConnector(run.command, args, { ...options, cwd, env: run.env });
    running.add(started);
    seen.runs++;
    const finished = started.finished.then(async (ended) => {
      const end = subject.runtime?.ended?.(ended) ?? ended;
      running.delete(started);
      note(end);
      seen.messages += end.messages.length;
      if (run.cleanUp) await runConnector(run.cleanUp, [], { env: run.env }).catch(() => {});
      assertOutput(end, subject, options.cut === true);
      return end;
    });
    finished.catch(() => {});
    return { ...started, finished };
  };
  const run = async (args: readonly string[], options: ToolOptions = {}): Promise<Finished> =>
    (await start(args, { stdin: '', ...options })).finished;
  const file = async (name: string, content: string | Uint8Array, mode?: number): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    if (mode !== undefined) await chmod(path, mode);
    return path;
  };
  const config = probe?.config ?? subject.offlineConfig;
  const configFile = (value = config): Promise<string> =>
    file(`config-${++files}.json`, JSON.stringify(value));
  const writeArgs = async (job: WriteJob): Promise<string[]> => {
    const text = job.catalogText ?? catalog(job.streams.map(({ configured }) => configured));
    const catalogPath = await file(`catalog-${++files}.json`, text);
    return ['write', '--config', await configFile(job.config), '--catalog', catalogPath];
  };

  /** A process, or a container, that does next to nothing. */
  const referenceRun = (): Promise<Finished> => {
    const idle = subject.runtime?.ended && subject.runtime.command(subject.command, { cwd: folder, env: {} });
    if (!idle) return runConnector([process.execPath], ['-e', '0']);
    return runConnector(idle.command, ['spec'], { env: idle.env });
  };
  const tools: Tools = {
    get probe() {
      assert.ok(probe, 'the case has to declare that it needs a provider');
      return probe;
    },
    config,
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
    endsWithin: (ended, ms) => endsWithin(ended, ms, referenceRun),
  };
  return {
    tools,
    assertSeen() {
      const isSilent = seen.runs > 0 && seen.messages === 0 && (probe?.requests() ?? 0) === 0;
      assert.ok(!isSilent, 'the connector wrote no message and sent no request, so nothing was tested');
    },
    async close(keepAs) {
      for (const each of running) each.kill('SIGKILL');
      await Promise.all([...running].map((each) => each.finished.catch(() => {})));
      const kept = keepAs === undefined ? undefined : resolve(keepAs);
      if (kept !== undefined) {
        await rm(kept, { recursive: true, force: true });
        await cp(folder, kept, { recursive: true });
      }
      await rm(folder, { recursive: true, force: true });
      return journal.close(kept);
    },
  };
}

/** Asserts what holds for every run: an end in time, only messages on stdout, no secret in the output. */
function assertOutput(end: Finished, subject: Subject, cut: boolean): void {
  assert.ok(!end.timedOut, `${end.commandLine} did not end in time`);
  if (!cut) assert.equal(end.tail.slice(0, 200), '', 'the last line of stdout is not complete');
  end.lines.forEach((line, i) => {
    const problem = shapeProblem(line);
    if (problem !== undefined) assert.fail(`line ${i + 1} of stdout ${problem}: ${line.slice(0, 200)}`);
  });
  for (const [where, text] of [
    ['stdout', end.lines.join('\n') + end.tail],
    ['stderr', end.stderr],
  ] as const) {
    const leak = leakIn(text, subject.secrets);
    assert.ok(leak === undefined, `a secret (${leak}) is shown on ${where}`);
  }
}
