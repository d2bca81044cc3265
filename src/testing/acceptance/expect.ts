import assert from 'node:assert/strict';
import type { FailureType } from '../../errors.ts';
import { canonical, memberOf, parseJsonText, withoutMember } from '../json-text.ts';
import type { DestinationStats, OutputMessage } from '../output-message.ts';
import { endOf, type Finished } from '../process.ts';
import type { Arrival, ExpectedMessage } from '../subject.ts';
import type { ToolOptions, Tools, WriteJob } from './case.ts';
import { UNSEEN } from './unseen.ts';

type Output = Pick<Finished, 'messages'>;

export const ofType = (output: Output, type: string): OutputMessage[] =>
  output.messages.filter((message) => message.type === type);

export const errorTraces = (output: Output): OutputMessage[] =>
  ofType(output, 'TRACE').filter(({ trace }) => trace?.type === 'ERROR');

/** Returns the STATE lines unchanged. */
export const stateLines = (output: Pick<Finished, 'lines'>): string[] =>
  output.lines.filter((line) => /^\s*\{/.test(line) && isState(line));

/** Asserts exit code 0, no error and an empty stderr. */
export function assertSucceeded(end: Finished): void {
  const [error] = errorTraces(end);
  assert.equal(error?.trace?.error?.message, undefined, 'a TRACE ERROR was written');
  assert.equal(endOf(end), 'exit code 0', `it ended with ${endOf(end)}`);
  assert.equal(end.stderr.slice(0, 300), '', 'stderr is not empty');
}

/** Runs `write` to its end, and asserts that it succeeded. */
export async function assertWrites(tools: Tools, job: WriteJob, options?: ToolOptions): Promise<Finished> {
  const end = await tools.write(job, options);
  assertSucceeded(end);
  return end;
}

/** Asserts exit code 1 after exactly one complete TRACE ERROR, which follows all states. */
export function assertFailed(
  end: Finished,
  expected: { readonly type?: FailureType; readonly says?: readonly ExpectedMessage[] } = {},
): NonNullable<NonNullable<OutputMessage['trace']>['error']> {
  assert.equal(endOf(end), 'exit code 1', `it ended with ${endOf(end)} instead of failing`);
  const traces = errorTraces(end);
  assert.equal(traces.length, 1, `${traces.length} TRACE ERROR messages instead of one`);
  const { emitted_at: at = 0, error = {} } = traces[0]!.trace!;
  assert.ok(Math.abs(Date.now() - at) < 600_000, `emitted_at is ${at}, which is not now in milliseconds`);
  assert.ok(error.message, 'the error has no message');
  assert.ok(error.internal_message, 'the error has no internal_message');
  if (expected.type) assert.equal(error.failure_type, expected.type, `the error says: ${error.message}`);
  assertSays(error.message, expected.says);
  const last = end.messages.findLastIndex(({ type }) => type === 'STATE');
  assert.ok(last < end.messages.indexOf(traces[0]!), 'a STATE follows the TRACE ERROR');
  return error;
}

/** Asserts exactly one CONNECTION_STATUS with this status, and exit code 0 for either status. */
export function assertStatus(
  end: Finished,
  status: 'SUCCEEDED' | 'FAILED',
  says: readonly ExpectedMessage[] = [],
): void {
  const results = ofType(end, 'CONNECTION_STATUS');
  assert.equal(results.length, 1, `${results.length} CONNECTION_STATUS messages instead of one`);
  const { status: given, message = '' } = results[0]!.connectionStatus!;
  assert.equal(given, status, message);
  assert.equal(endOf(end), 'exit code 0', `it ended with ${endOf(end)}`);
  if (status === 'SUCCEEDED') return assertSucceeded(end);
  assert.ok(message.trim() !== '', 'the failed check has no message');
  assert.ok(
    message.length <= 1000 && !message.includes('\n'),
    `the message is not a sentence: ${message.slice(0, 300)}`,
  );
  assertSays(message, says);
}

export function assertSays(message: string | undefined, words: readonly ExpectedMessage[] = []): void {
  for (const word of words) {
    const choices = [word].flat();
    assert.ok(
      choices.some((each) => message?.toLowerCase().includes(each.toLowerCase())),
      `the message does not contain "${choices.join('" or "')}": ${message}`,
    );
  }
}

/** Asserts that the emitted states are those of the input, in order, with counts added and nothing else changed. */
export function assertEchoed(end: Pick<Finished, 'lines'>, fed: readonly string[]): void {
  const out = stateLines(end);
  for (const [i, line] of out.entries()) {
    assert.ok(fed[i] !== undefined, `${out.length} states were emitted, ${fed.length} were sent`);
    assert.equal(stateText(line), stateText(fed[i]), `state ${i + 1} is not the one that was sent`);
  }
  assert.equal(out.length, fed.length, 'not every state was emitted');
}

/** Returns the counts of each emitted state. */
export const countsOf = (output: Output): Required<DestinationStats>[] =>
  ofType(output, 'STATE').map(({ state }) => ({
    recordCount: state?.destinationStats?.recordCount ?? Number.NaN,
    rejectedRecordCount: state?.destinationStats?.rejectedRecordCount ?? 0,
  }));

/** Returns the number of records that all states together count. */
export const sumOf = (output: Output): number =>
  countsOf(output).reduce(
    (sum, { recordCount, rejectedRecordCount }) => sum + recordCount + rejectedRecordCount,
    0,
  );

/** Asserts that each of these keys is at the provider, if its records can be read. */
export function assertArrived(arrived: readonly Arrival[], keys: readonly string[]): void {
  if (arrived === UNSEEN) return;
  const there = new Set(arrived.map(({ key }) => key));
  const missing = keys.filter((key) => !there.has(key));
  assert.deepEqual(
    missing.slice(0, 5),
    [],
    `${missing.length} of ${keys.length} records are not at the provider`,
  );
}

/** Asserts that exactly these keys are at the provider, each once, if its records can be read. */
export function assertArrivedOnce(arrived: readonly Arrival[], keys: readonly string[]): void {
  if (arrived === UNSEEN) return;
  assertArrived(arrived, keys);
  assert.equal(arrived.length, keys.length, 'the provider has more records than were sent');
}

/** Returns the `state` of a STATE line without its counts, in a canonical form. */
export function stateText(line: string): string {
  const state = memberOf(parseJsonText(line), 'state');
  assert.ok(state, 'a STATE line has no state');
  return canonical(withoutMember(state, 'destinationStats'));
}

function isState(line: string): boolean {
  try {
    return (JSON.parse(line) as { type?: unknown }).type === 'STATE';
  } catch {
    return false;
  }
}
