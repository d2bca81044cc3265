import { describe, expect, it } from 'vitest';
import { raw, streamState } from '../../src/testing/messages.ts';
import type { OutputMessage } from '../../src/testing/output-message.ts';
import type { AttemptEnd } from './attempt.ts';
import { problemsOf } from './judge.ts';

const judging = { client: 'registry', secrets: ['s3cret-value'], canary: 'Canary', memoryMiB: 256 } as const;
const blob = raw('{"at":9007199254740993}');
const sent = [1, 2].map((id) => ({
  step: { kind: 'state', id, stream: 'users', blob } as const,
  line: streamState({ name: 'users' }, blob, { id }),
  count: 5,
  rejected: 0,
}));
const echo = (nth: number, recordCount: number): string =>
  `${sent[nth]!.line.slice(0, -2)},"destinationStats":{"recordCount":${recordCount}}}}`;
const error = JSON.stringify({
  type: 'TRACE',
  trace: { type: 'ERROR', emitted_at: 1, error: { message: 'no', failure_type: 'transient_error' } },
});

const end = (lines: readonly string[], more: Partial<AttemptEnd> = {}): AttemptEnd => ({
  commandLine: 'connector write',
  exitCode: 0,
  signal: null,
  lines,
  tail: '',
  messages: lines.map((line) => JSON.parse(line) as OutputMessage),
  stderr: '',
  durationMs: 1,
  lingeredMs: 0,
  timedOut: false,
  sent,
  isComplete: true,
  interrupted: false,
  peakKiB: 90_000,
  ...more,
});
const both = [echo(0, 5), echo(1, 5)];
const judge = (...args: Parameters<typeof end>): string => problemsOf(end(...args), judging).join('; ');

describe('an attempt', () => {
  it('has no problems if it succeeds with all states, or fails with one error after states of delivered records', () => {
    expect(judge(both)).toBe('');
    expect(judge([both[0]!, error], { exitCode: 1 })).toBe('');
  });

  it('may end by its signal, and inside a line only by SIGKILL', () => {
    expect(judge([], { exitCode: null, signal: 'SIGTERM', interrupted: 'SIGTERM' })).toBe('');
    expect(judge([], { exitCode: null, signal: 'SIGKILL', interrupted: 'SIGKILL', tail: '{"ty' })).toBe('');
    expect(judge([], { exitCode: null, signal: 'SIGTERM', interrupted: 'SIGTERM', tail: '{"ty' })).toContain(
      'not complete',
    );
  });

  it.each<[string, Parameters<typeof end>, string]>([
    ['succeeds without its states', [[both[0]!]], 'succeeded with 1 of 2 states'],
    [
      'succeeds without its states because of a signal',
      [[both[0]!], { interrupted: 'SIGTERM' }],
      'succeeded with 1 of 2 states',
    ],
    ['omits a state', [[both[1]!]], 'was emitted instead of 1'],
    ['counts wrongly', [[echo(0, 4), both[1]!]], 'counts 4 records'],
    [
      'rounds a number of a state',
      [[both[0]!.replace('740993', '740992'), both[1]!]],
      'was emitted with another text',
    ],
    ['fails in silence', [[], { exitCode: 1 }], 'no TRACE ERROR'],
    ['fails twice', [[error, error], { exitCode: 1 }], 'it wrote 2 TRACE ERROR messages'],
    ['writes an error and succeeds', [[...both, error]], 'with exit code 0'],
    ['crashes', [[], { exitCode: null, signal: 'SIGSEGV' }], 'killed by SIGSEGV'],
    ['shows a secret', [both, { stderr: 's3cret-value' }], 'the secret'],
    ['shows a record', [both, { stderr: 'Canary of Jane' }], 'content of a record'],
    ['holds too much memory', [both, { peakKiB: 300 * 1024 }], 'held 300 MiB'],
    ['never ends', [[], { timedOut: true }], 'did not end in time'],
  ])('that %s has a problem', (_, args, problem) => {
    expect(judge(...args)).toContain(problem);
  });
});
