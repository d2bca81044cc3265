import fc from 'fast-check';
import { z } from 'zod';
import type { AnyOperation } from '../../define/operation.ts';
import { globalState, record, streamState } from './fixtures.ts';

/** A random sync: its records with their fates, its states, and its options. */
export interface Story {
  readonly chunks: readonly (readonly Line[])[];
  /** Milliseconds between chunks. */
  readonly gaps: readonly number[];
  /** Milliseconds of successive deliveries and store calls. */
  readonly delays: readonly number[];
  readonly streams: number;
  readonly operation: Shape;
  readonly concurrency: number;
  readonly maxRejectedPercent: number;
  readonly memory: { readonly budgetBytes: number; readonly stateBytes: number };
  /** What fails, and at which call, so that the sync ends early. */
  readonly failure: { readonly of: 'deliver' | 'keep' | 'input'; readonly at: number } | undefined;
}

export type Line =
  | {
      readonly type: 'record';
      readonly stream: number;
      readonly fate: Fate;
      readonly pad: number;
      readonly group: number;
    }
  | { readonly type: 'state'; readonly stream: number | 'all' | 'strange'; readonly pad: number };

/** Outcome of a record. `invalid` and `large` records are rejected before they reach a batch. */
type Fate = 'delivered' | 'skipped' | 'rejected' | 'retry' | 'transient' | 'invalid' | 'large';

interface Shape {
  readonly rows: number;
  readonly repeats: 'keep-last' | 'same-batch' | undefined;
  readonly isKeyed: boolean;
  readonly isGrouped: boolean;
  readonly isStaged: boolean;
}

export const BATCH_BYTES = 2_000;
const LARGE = 'x'.repeat(BATCH_BYTES);

export const nameOf = (stream: number): string => `s${stream}`;

const fate = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Fate>('delivered') },
  {
    weight: 6,
    arbitrary: fc.constantFrom<Fate>('skipped', 'rejected', 'retry', 'transient', 'invalid', 'large'),
  },
);
const line = fc.oneof<fc.Arbitrary<Line>[]>(
  fc.record({
    type: fc.constant('record' as const),
    ...{ stream: fc.nat(3), fate, pad: fc.nat(300), group: fc.nat(5) },
  }),
  fc.record({
    type: fc.constant('record' as const),
    ...{ stream: fc.nat(3), fate, pad: fc.nat(30), group: fc.nat(5) },
  }),
  fc.record({
    type: fc.constant('state' as const),
    stream: fc.oneof(fc.nat(3), fc.constantFrom('all' as const, 'strange' as const)),
    pad: fc.oneof(fc.nat(50), fc.nat(3_000)),
  }),
);

const aFailure = fc.record({
  of: fc.constantFrom('deliver' as const, 'keep' as const, 'input' as const),
  at: fc.nat(10),
});

export const aStory: fc.Arbitrary<Story> = fc.record({
  chunks: fc.array(fc.array(line, { minLength: 1, maxLength: 8 }), { maxLength: 40 }),
  gaps: fc.array(fc.constantFrom(0, 0, 0, 50, 40_000), { minLength: 1, maxLength: 10 }),
  delays: fc.array(fc.constantFrom(0, 1, 10, 100, 5_000), { minLength: 1, maxLength: 10 }),
  streams: fc.integer({ min: 1, max: 4 }),
  operation: fc.record({
    rows: fc.integer({ min: 1, max: 8 }),
    repeats: fc.constantFrom(undefined, 'keep-last' as const, 'same-batch' as const),
    isKeyed: fc.boolean(),
    isGrouped: fc.boolean(),
    isStaged: fc.boolean(),
  }),
  concurrency: fc.integer({ min: 1, max: 4 }),
  maxRejectedPercent: fc.constantFrom(100, 100, 40, 10),
  memory: fc.record({
    budgetBytes: fc.constantFrom(1, 2_000, 20_000),
    stateBytes: fc.constantFrom(0, 4_000, 1e9),
  }),
  failure: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: aFailure }),
});

/** Returns the text of a line. Every third record has a column that is not sent, so that its row differs from its text. */
export function textOf(each: Line, id: number, { streams }: Story): string {
  if (each.type === 'state') {
    const own = each.stream === 'strange' ? 'strange' : nameOf(Number(each.stream) % streams);
    const text = each.stream === 'all' ? globalState(id) : streamState(own, id);
    return text.replace('"id"', `"pad":"${'é'.repeat(each.pad)}","id"`);
  }
  const stream = nameOf(each.stream % streams);
  const more = { pad: each.fate === 'large' ? LARGE : 'p'.repeat(each.pad), group: each.group, ref: id };
  const text = record(stream, id, id % 3 === 0 ? { ...more, extra: 'ü' } : more);
  return each.fate === 'invalid' ? text.replace(`"id":${id},`, '') : text;
}

/** Returns the operation without `deliver`. */
export function operationOf({ operation }: Story): Partial<AnyOperation> {
  const { rows, repeats, isKeyed, isGrouped } = operation;
  const fields = z.object({ id: z.number(), ref: z.number(), pad: z.string(), group: z.number() });
  const group = ({ group }: Record<string, unknown>): string => String(group);
  return {
    syncModes: ['append', 'overwrite'],
    schema: fields as unknown as AnyOperation['schema'],
    unmappedColumns: 'drop',
    limits: { maxRows: rows, maxBytes: BATCH_BYTES },
    ...(repeats && { onDuplicate: repeats, dedupKey: group }),
    ...((isKeyed || repeats) && { orderingKey: group }),
    ...(isGrouped && { batchKey: ({ group }: Record<string, unknown>) => String(Number(group) % 3) }),
  };
}
