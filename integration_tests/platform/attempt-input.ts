import { beginning, clearing, ending, lineOf, type PlatformBehaviour } from './platform-behaviour.ts';
import type { SourceStream, StateStep, Step } from './source.ts';

/** A sent state, with the records that it covers: those to be delivered, and those to be rejected. */
export interface SentState {
  readonly step: StateStep;
  readonly line: string;
  readonly count: number;
  readonly rejected: number;
}

/** Messages of a source, and the client that sends them. */
export interface SourceInput {
  readonly steps: readonly Step[];
  readonly streams: readonly SourceStream[];
  readonly behaviour: PlatformBehaviour;
}

/** Returns the lines of a sync, and its states with the counts that the connector must emit. */
export function linesOfSync({ steps, streams, behaviour }: SourceInput) {
  const pending = new Map<string, { all: number; rejected: number }>();
  const sent: SentState[] = [];
  const lines = steps.map((step) => {
    if (step.kind === 'record') {
      const counts = pending.get(step.stream) ?? { all: 0, rejected: 0 };
      counts.all++;
      if (step.mustBeRejected) counts.rejected++;
      pending.set(step.stream, counts);
      return `${lineOf(step, behaviour, streams, 0)}\n`;
    }
    const names = step.stream === undefined ? [...pending.keys()] : [step.stream];
    let [all, rejected] = [0, 0];
    for (const name of names) {
      all += pending.get(name)?.all ?? 0;
      rejected += pending.get(name)?.rejected ?? 0;
      pending.delete(name);
    }
    const line = lineOf(step, behaviour, streams, all);
    sent.push({ step, line, count: all - rejected, rejected });
    return `${line}\n`;
  });
  const around = (each: readonly string[]) => each.map((line) => `${line}\n`);
  return {
    lines: [...around(beginning(streams, behaviour)), ...lines, ...around(ending(streams, behaviour))],
    sent,
  };
}
/** Returns the lines of a job that clears the streams, and its states. */
export function linesOfClear({ streams, behaviour }: Omit<SourceInput, 'steps'>) {
  const lines = clearing(streams, behaviour);
  const sent = streams.map(
    ({ name }, i): SentState => ({
      step: { kind: 'state', id: i + 1, stream: name, blob: null },
      line: lines[i]!,
      count: 0,
      rejected: 0,
    }),
  );
  return { lines: lines.map((line) => `${line}\n`), sent };
}
/** Returns the input up to the cancellation: at the end of a line, or inside the next one. The last line is never complete. */
export function cutShort(
  lines: readonly string[],
  { after, cut }: { readonly after: number; readonly cut: boolean },
): string {
  const whole = Math.min(Math.floor(after * lines.length), lines.length - 1);
  const next = lines[whole] ?? '';
  return lines.slice(0, whole).join('') + (cut ? next.slice(0, next.length >> 1) : '');
}
export function* chunks(bytes: Buffer, size: number): Iterable<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
