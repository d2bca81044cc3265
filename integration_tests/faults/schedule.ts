import fc from 'fast-check';
import type { Moment } from '../../src/emulator/request-log.ts';
import type { Cancel, Interruption, PlatformBehaviour, Pod } from '../platform/index.ts';
import { fault } from './provider-faults.ts';
import type { Fault, Target } from './target.ts';

/** Consecutive messages of one stream, possibly with a state at the end. */
export interface Group {
  readonly stream: 0 | 1 | 2;
  readonly records: number;
  /** Number of invalid records after them, and of new versions of earlier records. */
  readonly rejectedRecord: number;
  readonly versions: number;
  readonly state: boolean;
}

/** An interruption when the nth request arrives, takes effect or ends, or the nth state is read. */
interface Crash {
  readonly at: Moment | 'state';
  readonly nth: number;
  readonly interruption: Interruption;
  /** Whether that request gets no response, so that the process is interrupted while it waits. */
  readonly hangs: boolean;
}

/** Events of one attempt. */
export interface Trouble {
  readonly faults: readonly (Omit<Fault, 'match'> & { readonly onDelivery: boolean })[];
  /** How it is ended, if at all. */
  readonly end: { readonly crash?: Crash; readonly cancel?: Cancel };
  /** Whether rejected records can't be stored. */
  readonly areRejectsBlocked: boolean;
  /** Number of the last emitted states that are not saved when the next attempt starts. */
  readonly statesLost: number;
}

/** A schedule: a sync with its faults. */
export interface Schedule {
  readonly behaviour: PlatformBehaviour;
  readonly pod: Pod;
  readonly mode: number;
  readonly states: 'STREAM' | 'GLOBAL';
  readonly stateBytes: number;
  readonly chunkBytes: number;
  readonly readDelayMs: number;
  readonly groups: readonly Group[];
  /** One for each of the first attempts; later ones run without faults. */
  readonly troubles: readonly Trouble[];
  /** Whether `spec` and `check` run first and are ended at their response, like in PyAirbyte. */
  readonly asksFirst: boolean;
  /** Whether the connection is cleared after the sync. */
  readonly clears: boolean;
}

/** Time after which running work at the provider has ended, in milliseconds of real time. */
export const SETTLED_MS = 250;

const interruption = fc.oneof(
  { weight: 6, arbitrary: fc.constant('SIGKILL' as const) },
  { weight: 3, arbitrary: fc.constant('SIGTERM' as const) },
  { weight: 2, arbitrary: fc.constant('closed stdout' as const) },
  { weight: 2, arbitrary: fc.constant('forgotten' as const) },
);

const crash: fc.Arbitrary<Crash> = fc
  .record({
    at: fc.constantFrom<Crash['at']>('arrived', 'effect', 'effect', 'ended', 'state', 'state'),
    nth: fc.integer({ min: 1, max: 12 }),
    interruption,
    hangs: fc.boolean(),
  })
  // A request that hangs has no end, and a closed stdout is noticed only at the next write.
  .map((one) => ({
    ...one,
    hangs: one.hangs && one.at === 'arrived' && one.interruption !== 'closed stdout',
  }));

const cancel: fc.Arbitrary<Cancel> = fc
  .record({
    after: fc.nat(100).map((percent) => percent / 100),
    cut: fc.boolean(),
    interruption: fc.option(interruption, { nil: undefined, freq: 1 }),
  })
  .map(({ interruption, ...one }) => ({ ...one, ...(interruption && { interruption }) }));

const trouble = (target: Target): fc.Arbitrary<Trouble> =>
  fc.record({
    faults: fc.array(fault(target), { maxLength: 4 }),
    end: fc.oneof(
      { weight: 6, arbitrary: fc.record({ crash }) },
      { weight: 3, arbitrary: fc.record({ cancel }) },
      { weight: 2, arbitrary: fc.constant({}) },
    ),
    areRejectsBlocked: fc.nat(3).map((n) => n === 3),
    statesLost: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 3 })),
  });

const behaviour = fc.record({
  client: fc.constantFrom('registry' as const, 'custom' as const),
  prefix: fc.constantFrom('', 'px_'),
});
const pod = fc.oneof(
  { weight: 3, arbitrary: fc.constant('none' as const) },
  { weight: 1, arbitrary: fc.constantFrom('shell' as const, 'shell-exec' as const) },
);

/** Client of the connector: PyAirbyte starts it without a shell. */
const driver: fc.Arbitrary<Pick<Schedule, 'behaviour' | 'pod'>> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ behaviour, pod }) },
  {
    weight: 1,
    arbitrary: fc.constant({ behaviour: { client: 'pyairbyte' as const, prefix: '' }, pod: 'none' as const }),
  },
);

export function schedules(target: Target): fc.Arbitrary<Schedule> {
  const { recordsPerGroup, modes } = target;
  const story = fc.record({
    mode: fc.nat(modes.length - 1),
    states: fc.constantFrom('STREAM' as const, 'GLOBAL' as const),
    stateBytes: fc.constantFrom(0, 0, 20_000),
    chunkBytes: fc.constantFrom(65_536, 4_093, 701),
    readDelayMs: fc.constantFrom(0, 0, 15),
    groups: fc.array(
      fc.record({
        stream: fc.constantFrom(0 as const, 1 as const, 2 as const),
        records: fc.nat(recordsPerGroup),
        rejectedRecord: target.rejectedRecord ? fc.constantFrom(0, 0, 0, 1, 2) : fc.constant(0),
        versions: fc.nat(target.keepsLast ? 4 : 0),
        // Usually true, because a sync is resumed after a state.
        state: fc.constantFrom(true, true, true, false),
      }),
      { minLength: 3, maxLength: 10 },
    ),
    troubles: fc.array(trouble(target), { minLength: 1, maxLength: 3 }),
    asksFirst: fc.integer({ min: 0, max: 9 }).map((n) => n === 9),
    clears: fc.integer({ min: 0, max: 5 }).map((n) => n === 5),
  });
  return fc.tuple(driver, story).map(([by, of]) => {
    // Only the platform numbers the job of an attempt, so that a later attempt does not replace the records of an earlier one.
    const hasGenerations = modes[of.mode] !== 'overwrite' || by.behaviour.client === 'registry';
    return {
      ...by,
      ...of,
      ...(!hasGenerations && { behaviour: { ...by.behaviour, client: 'registry' as const } }),
    };
  });
}
