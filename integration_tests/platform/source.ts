import type { Json } from '../../src/testing/messages.ts';

/** A stream of a connection, by its name at the source. */
export interface SourceStream {
  readonly name: string;
  readonly mode: string;
  /** The destination's object in the mapping of the platform. */
  readonly object: string;
  readonly properties: Readonly<Record<string, object>>;
  readonly primaryKey: readonly (readonly string[])[];
}

/** A message of a source. A record with `mustBeRejected` must be rejected. A state without a stream is a GLOBAL state. */
export type Step =
  | {
      readonly kind: 'record';
      readonly stream: string;
      readonly data: Json;
      readonly mustBeRejected?: boolean;
    }
  | { readonly kind: 'state'; readonly id: number; readonly stream?: string; readonly blob: Json };

export type StateStep = Extract<Step, { kind: 'state' }>;

/** Returns the records that a state covers: all earlier ones of its stream, or of all streams. */
export function coveredBy(steps: readonly Step[], id: number): number[] {
  const at = steps.findIndex((step) => step.kind === 'state' && step.id === id);
  const state = steps[at];
  const stream = state?.kind === 'state' ? state.stream : undefined;
  return steps.flatMap((step, i) =>
    i < at && step.kind === 'record' && (stream === undefined || step.stream === stream) ? [i] : [],
  );
}

/** Returns the messages of a source that is restarted from these states: all that they do not cover. */
export function resumedFrom(steps: readonly Step[], states: readonly number[]): Step[] {
  const covered = new Map<string | undefined, number>();
  steps.forEach((step, at) => {
    if (step.kind === 'state' && states.includes(step.id)) covered.set(step.stream, at);
  });
  const all = covered.get(undefined) ?? -1;
  return steps.filter((step, at) => at > Math.max(all, covered.get(step.stream) ?? -1));
}
