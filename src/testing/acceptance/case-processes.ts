import assert from 'node:assert/strict';
import { type Finished, type Running, runConnector, startConnector } from '../process.ts';
import type { Subject } from '../subject.ts';
import { leakIn } from './canaries.ts';
import type { ToolOptions } from './case.ts';
import { isConfigUpdate, updateProblem } from './config-update.ts';
import { JournalKeeper } from './journal.ts';
import { shapeProblem } from './output-shape.ts';

/** The processes of the connector that a case starts. */
export class CaseProcesses {
  readonly journal = new JournalKeeper();
  private readonly running = new Set<Running>();
  private runs = 0;
  private messages = 0;
  private readonly subject: Subject;
  /** Working directory by default. */
  private readonly folder: string;

  constructor(subject: Subject, folder: string) {
    this.subject = subject;
    this.folder = folder;
  }

  /** Whether the connector was started, and wrote no message. */
  get isSilent(): boolean {
    return this.runs > 0 && this.messages === 0;
  }

  /** Starts the connector. Its end rejects with an AssertionError if it breaks what holds for every run. */
  async start(args: readonly string[], options: ToolOptions = {}): Promise<Running> {
    const { subject, running, journal } = this;
    const { cwd = this.folder, env = {} } = options;
    const run = subject.runtime?.command(subject.command, { cwd, env }) ?? { command: subject.command, env };
    const note = journal.started([...run.command, ...args].join(' '), options.stdin);
    const started = startConnector(run.command, args, { ...options, cwd, env: run.env });
    running.add(started);
    this.runs++;
    const finished = started.finished.then(async (ended) => {
      const end = subject.runtime?.ended?.(ended) ?? ended;
      running.delete(started);
      note(end);
      this.messages += end.messages.length;
      if (run.cleanUp) await runConnector(run.cleanUp, [], { env: run.env }).catch(() => {});
      assertOutput(end, subject, { command: args[0], cut: options.cut === true });
      return end;
    });
    finished.catch(() => {});
    return { ...started, finished };
  }

  async run(args: readonly string[], options: ToolOptions = {}): Promise<Finished> {
    return (await this.start(args, { stdin: '', ...options })).finished;
  }

  /** Runs a process, or a container, that does next to nothing. */
  runReference(): Promise<Finished> {
    const { runtime, command } = this.subject;
    const idle = runtime?.ended && runtime.command(command, { cwd: this.folder, env: {} });
    if (!idle) return runConnector([process.execPath], ['-e', '0']);
    return runConnector(idle.command, ['spec'], { env: idle.env });
  }

  /** Kills running processes. */
  async close(): Promise<void> {
    for (const each of this.running) each.kill('SIGKILL');
    await Promise.all([...this.running].map((each) => each.finished.catch(() => {})));
  }
}

/**
 * Asserts what holds for every run: an end in time, only messages on stdout, no CONTROL where none is expected, and no secret in
 * other output.
 */
function assertOutput(
  end: Finished,
  subject: Subject,
  { command, cut }: { readonly command: string | undefined; readonly cut: boolean },
): void {
  assert.ok(!end.timedOut, `${end.commandLine} did not end in time`);
  if (!cut) assert.equal(end.tail.slice(0, 200), '', 'the last line of stdout is not complete');
  end.lines.forEach((line, i) => {
    const problem = shapeProblem(line);
    if (problem !== undefined) assert.fail(`line ${i + 1} of stdout ${problem}: ${line.slice(0, 200)}`);
  });
  const problem = updateProblem(end, command);
  if (problem !== undefined) assert.fail(problem);
  for (const [where, text] of [
    ['stdout', end.lines.filter((line) => !isConfigUpdate(line)).join('\n') + end.tail],
    ['stderr', end.stderr],
  ] as const) {
    const leak = leakIn(text, subject.secrets);
    assert.ok(leak === undefined, `a secret (${leak}) is shown on ${where}`);
  }
}
