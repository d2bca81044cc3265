import { isDeepStrictEqual } from 'node:util';
import { leakIn } from '../../src/testing/acceptance/canaries.ts';
import { isConfigUpdate } from '../../src/testing/acceptance/config-update.ts';
import { shapeProblem } from '../../src/testing/acceptance/output-shape.ts';
import { textOf } from '../../src/testing/messages.ts';
import type { OutputMessage } from '../../src/testing/output-message.ts';
import { endOf } from '../../src/testing/process.ts';
import type { AttemptEnd } from './attempt.ts';
import type { SentState } from './attempt-input.ts';
import type { PlatformClient } from './platform-behaviour.ts';

export interface Judging {
  readonly client: PlatformClient;
  /** Texts of the configuration that must never be shown. */
  readonly secrets: readonly string[];
  /** A text that all records have and that must not be logged. */
  readonly canary: string;
  /** Limit of the connector's memory, in MiB. */
  readonly memoryMiB: number;
  /** Set for a connector that reports every failure as a config_error. */
  readonly blamesConfig?: boolean;
}

/** Returns the promises that the output or the end of an attempt breaks, for any interruption. */
export function problemsOf(end: AttemptEnd, judging: Judging): string[] {
  return [
    ...endProblems(end, judging),
    ...outputProblems(end, judging),
    ...stateProblems(end),
    ...(end.peakKiB !== undefined && end.peakKiB > judging.memoryMiB * 1024
      ? [`it held ${end.peakKiB >> 10} MiB`]
      : []),
  ];
}

function* endProblems(end: AttemptEnd, { client, blamesConfig }: Judging): Iterable<string> {
  const { interrupted } = end;
  // Its end is unknown.
  if (interrupted === 'forgotten') return;
  const errors = end.messages.flatMap(({ type, trace }) =>
    type === 'TRACE' && trace?.type === 'ERROR' ? [trace.error] : [],
  );
  if (end.timedOut) return yield 'it did not end in time';
  if (errors.length > 1) yield `it wrote ${errors.length} TRACE ERROR messages`;
  const failed = end.exitCode === 1;
  if (end.exitCode === 0 && errors.length > 0) yield 'it wrote a TRACE ERROR, but ended with exit code 0';
  if (failed && errors.length === 0 && interrupted !== 'closed stdout')
    yield 'exit code 1 and no TRACE ERROR';
  if (failed && !blamesConfig && errors[0]?.failure_type === 'config_error')
    yield `it blames the configuration: ${errors[0].message}`;
  const died = interrupted === end.signal || (interrupted === 'SIGTERM' && end.exitCode === 143);
  if (!died && end.exitCode !== 0 && end.exitCode !== 1) yield `it ended with ${endOf(end)}`;
  if (interrupted === 'SIGTERM' && client === 'pyairbyte' && end.exitCode !== 0 && end.signal !== 'SIGTERM')
    if (!failed || errors.length === 0) yield `PyAirbyte takes ${endOf(end)} for a failure`;
  // A success counts also after a signal.
  if (
    end.exitCode === 0 &&
    end.isComplete &&
    interrupted !== 'closed stdout' &&
    emitted(end).length < end.sent.length
  )
    yield `it succeeded with ${emitted(end).length} of ${end.sent.length} states`;
}

function* outputProblems(end: AttemptEnd, { secrets, canary }: Judging): Iterable<string> {
  const cut = end.interrupted === 'SIGKILL' || end.interrupted === 'closed stdout';
  if (!cut && end.tail !== '') yield 'the last line of stdout is not complete';
  for (const [i, line] of end.lines.entries()) {
    const problem = shapeProblem(line);
    if (problem !== undefined) yield `line ${i + 1} of stdout ${problem}: ${line.slice(0, 200)}`;
  }
  const spoken = end.lines.filter((line) => !line.startsWith('{"type":"STATE"')).join('\n');
  const open = end.lines.filter((line) => !isConfigUpdate(line)).join('\n');
  const secret = leakIn(`${open}${end.tail}${end.stderr}`, secrets);
  if (secret !== undefined) yield `the secret ${secret} is shown`;
  if (leakIn(`${spoken}${end.stderr}`, [canary]) !== undefined) yield 'the content of a record is shown';
  if (end.stderr !== '' && end.interrupted !== 'closed stdout') yield `stderr: ${end.stderr.slice(0, 200)}`;
}

const emitted = (end: AttemptEnd): readonly OutputMessage[] =>
  end.messages.filter(({ type }) => type === 'STATE');

/** Checks that states are emitted unchanged, in the order of each stream, without gaps and with correct counts. */
function* stateProblems(end: AttemptEnd): Iterable<string> {
  const expected = new Map<string | undefined, SentState[]>();
  for (const sent of end.sent)
    expected.set(sent.step.stream, [...(expected.get(sent.step.stream) ?? []), sent]);
  const lines = end.lines.filter((line) => line.startsWith('{"type":"STATE"'));
  if (lines.length !== emitted(end).length) yield 'a state has lost its shape';
  for (const [i, message] of emitted(end).entries()) {
    const id = message.state?.id;
    const own = end.sent.find(({ step }) => step.id === id);
    if (!own) return yield `the state ${id} was never sent`;
    const next = expected.get(own.step.stream)?.shift();
    if (next !== own) return yield `the state ${id} was emitted instead of ${next?.step.id ?? 'none'}`;
    yield* textProblems(own, lines[i] ?? '');
    const { recordCount, rejectedRecordCount = 0 } = message.state?.destinationStats ?? {};
    if (recordCount !== own.count || rejectedRecordCount !== own.rejected)
      yield `the state ${id} counts ${recordCount} records and ${rejectedRecordCount} rejected, of ${own.count} and ${own.rejected}`;
  }
}

function* textProblems({ step, line }: SentState, text: string): Iterable<string> {
  if (!text.includes(textOf(step.blob))) yield `the state ${step.id} was emitted with another text`;
  if (!isDeepStrictEqual(withoutStats(line), withoutStats(text))) yield `the state ${step.id} was changed`;
}

function withoutStats(line: string): unknown {
  const { state, ...message } = JSON.parse(line) as { readonly state: Record<string, unknown> };
  const { destinationStats: _, ...rest } = state;
  return { ...message, state: rest };
}
