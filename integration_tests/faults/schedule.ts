import fc from 'fast-check';
import type { Blow, Cancel, Manner, Pod } from '#testing';
import type { Moment } from '../emulators/request-log.ts';
import type { Fault, Target } from './target.ts';

/** Records of one stream that the source says in a row, and whether it says a state then. */
export interface Group {
  readonly stream: 0 | 1 | 2;
  readonly records: number;
  readonly state: boolean;
}

/** A blow at the moment when the nth request comes, takes effect or ends, or the nth state is read. */
export interface Crash {
  readonly at: Moment | 'state';
  readonly nth: number;
  readonly blow: Blow;
  /** That request is never answered, so that the process is struck while it waits. */
  readonly hangs: boolean;
}

/** What happens in one attempt. */
export interface Trouble {
  readonly faults: readonly (Omit<Fault, 'match'> & { readonly onDelivery: boolean })[];
  /** How it ends, if not by itself. */
  readonly end: { readonly crash?: Crash; readonly cancel?: Cancel };
  /** So many of the last states that were said have not been saved when the next attempt begins. */
  readonly statesLost: number;
}

/** All that one story is made of. */
export interface Schedule {
  readonly manner: Manner;
  readonly pod: Pod;
  readonly mode: number;
  readonly states: 'STREAM' | 'GLOBAL';
  readonly stateBytes: number;
  readonly chunkBytes: number;
  readonly readDelayMs: number;
  readonly groups: readonly Group[];
  /** One for each of the first attempts; later ones go undisturbed. */
  readonly troubles: readonly Trouble[];
  /** `spec` and `check` come first and are ended at their answer, as PyAirbyte does. */
  readonly asksFirst: boolean;
  /** The connection is cleared when all is synced. */
  readonly clears: boolean;
}

/**
 * Effects of requests that were given up come no later than this, in real time; the connectors' clocks run faster. They wait for five
 * of their seconds, a quarter of a real one.
 */
const LATEST_MS = 100;
/** What is under way at the provider has ended after so long. */
export const SETTLED_MS = 250;

const when = fc.constantFrom('before' as const, 'after' as const);

/** Short waits in each form of the header, the senseless ones too. */
const retryAfter = fc.constantFrom<number | string | { date: number } | undefined>(
  undefined,
  7,
  { date: 2 },
  { date: -60 },
  0,
  -1,
  'soon',
);

const action: fc.Arbitrary<Fault['action']> = fc.oneof(
  fc.record({ type: fc.constant('status' as const), status: fc.constantFrom(500, 502, 503, 504, 408), when }),
  fc.record({ status: fc.constantFrom(429, 503), retryAfter }).map(({ status, retryAfter }) => ({
    type: 'status' as const,
    status,
    ...(retryAfter !== undefined && { retryAfter }),
  })),
  fc.record({
    type: fc.constant('status' as const),
    status: fc.constantFrom(500, 503),
    when,
    body: fc.constantFrom({ type: 'echo' as const }, { type: 'html' as const }, { type: 'empty' as const }),
  }),
  fc.record({
    type: fc.constant('status' as const),
    status: fc.constant(200),
    body: fc.constant({ type: 'html' as const }),
  }),
  fc.record({
    type: fc.constant('reset' as const),
    when,
    by: fc.constantFrom('rst' as const, 'fin' as const),
  }),
  fc.record({ type: fc.constant('slow' as const), ms: fc.integer({ min: 20, max: 200 }), when }),
  fc.record({ type: fc.constant('cut' as const), end: fc.constantFrom('fin' as const, 'rst' as const) }),
  fc.record({ type: fc.constant('dribble' as const), bytes: fc.constant(40), everyMs: fc.constant(5) }),
  fc.record({ type: fc.constant('malformed' as const) }),
  fc.record({
    type: fc.constant('partial' as const),
    rows: fc.nat(8),
    answer: fc.constantFrom(500, 504, 'reset' as const),
  }),
  fc.record({ type: fc.constant('late_commit' as const), ms: fc.nat(LATEST_MS) }),
  fc.record({ type: fc.constant('close' as const), announced: fc.boolean() }),
);

const hang = fc.record({ type: fc.constant('hang' as const), when });

const fault = (hangs: boolean) =>
  fc.record({
    onDelivery: fc.boolean(),
    nth: fc.integer({ min: 1, max: 6 }),
    action: fc.oneof({ weight: 14, arbitrary: action }, ...(hangs ? [{ weight: 1, arbitrary: hang }] : [])),
  });

const blow = fc.oneof(
  { weight: 6, arbitrary: fc.constant('SIGKILL' as const) },
  { weight: 3, arbitrary: fc.constant('SIGTERM' as const) },
  { weight: 2, arbitrary: fc.constant('closed stdout' as const) },
);

const crash: fc.Arbitrary<Crash> = fc
  .record({
    at: fc.constantFrom<Crash['at']>('arrived', 'effect', 'effect', 'ended', 'state', 'state'),
    nth: fc.integer({ min: 1, max: 12 }),
    blow,
    hangs: fc.boolean(),
  })
  // A request that hangs has no end, and a reader that left is noticed when there is something to say.
  .map((one) => ({ ...one, hangs: one.hangs && one.at === 'arrived' && one.blow !== 'closed stdout' }));

const cancel: fc.Arbitrary<Cancel> = fc
  .record({
    after: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.boolean(),
    blow: fc.option(blow, { nil: undefined, freq: 1 }),
  })
  .map(({ blow, ...one }) => ({ ...one, ...(blow && { blow }) }));

const trouble = (hangs: boolean): fc.Arbitrary<Trouble> =>
  fc.record({
    faults: fc.array(fault(hangs), { maxLength: 4 }),
    end: fc.oneof(
      { weight: 6, arbitrary: fc.record({ crash }) },
      { weight: 3, arbitrary: fc.record({ cancel }) },
      { weight: 2, arbitrary: fc.constant({}) },
    ),
    statesLost: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 3 })),
  });

const manner = fc.record({
  world: fc.constantFrom('registry' as const, 'custom' as const),
  prefix: fc.constantFrom('', 'px_'),
});
const pod = fc.oneof(
  { weight: 3, arbitrary: fc.constant('none' as const) },
  { weight: 1, arbitrary: fc.constantFrom('shell' as const, 'shell-exec' as const) },
);

/** Who runs the connector and how: PyAirbyte starts it without a shell. */
const driver: fc.Arbitrary<Pick<Schedule, 'manner' | 'pod'>> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ manner, pod }) },
  {
    weight: 1,
    arbitrary: fc.constant({ manner: { world: 'pyairbyte' as const, prefix: '' }, pod: 'none' as const }),
  },
);

export function schedules(target: Target): fc.Arbitrary<Schedule> {
  const { recordsPerGroup, modes, onlyStreamStates, neverHangs } = target;
  const story = fc.record({
    mode: fc.nat(modes.length - 1),
    states: onlyStreamStates
      ? fc.constant('STREAM' as const)
      : fc.constantFrom('STREAM' as const, 'GLOBAL' as const),
    stateBytes: fc.constantFrom(0, 0, 20_000),
    chunkBytes: fc.constantFrom(65_536, 4_093, 701),
    readDelayMs: fc.constantFrom(0, 0, 15),
    groups: fc.array(
      fc.record({
        stream: fc.constantFrom(0 as const, 1 as const, 2 as const),
        records: fc.nat(recordsPerGroup),
        // Most of them: a sync is resumed behind one.
        state: fc.constantFrom(true, true, true, false),
      }),
      { minLength: 3, maxLength: 10 },
    ),
    troubles: fc.array(trouble(!neverHangs), { minLength: 1, maxLength: 3 }),
    asksFirst: fc.integer({ min: 0, max: 9 }).map((n) => n === 9),
    clears: fc.integer({ min: 0, max: 5 }).map((n) => n === 5),
  });
  return fc.tuple(driver, story).map(([by, of]) => ({ ...by, ...of }));
}
