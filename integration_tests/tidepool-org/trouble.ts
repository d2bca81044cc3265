import fc from 'fast-check';
import type { InterruptionInput } from '../../connectors/tidepool-org/emulator/interruptions.ts';
import type { FaultPlanInput } from '../../src/emulator/faults.ts';
import type { Crash, Harness } from './harness.ts';

type Fault = Extract<FaultPlanInput, unknown[]>[number];

/** Faults of one attempt of a sync. */
export interface Trouble {
  readonly faults: readonly Fault[];
  readonly interruptions: readonly InterruptionInput[];
  /** Number of lookups of a valid token that fail. */
  readonly failedLookups: number;
  /** Access tokens expire when this request arrives. */
  readonly expiresAt: number | undefined;
  /** Number of rows after which the next response to a reader ends. */
  readonly cutReading: number | undefined;
  readonly crash: Crash | undefined;
}

/** Maximum delay of effects of abandoned requests. The connector waits for longer. */
const LATEST_MS = 4_000;

const WHERE = [
  { method: 'POST', path: '/v1/users/' },
  { method: 'POST', path: { regexp: '^/v1/data_sets/[^/]+/data$' } },
  { method: 'PUT' },
  { method: 'DELETE', path: { regexp: '^/v1/data_sets/[^/]+$' } },
  { method: 'DELETE', path: { regexp: '/data$' } },
  { method: 'GET', path: '/v1/users/' },
  { method: 'GET', path: '/data/' },
  {},
];

const when = fc.constantFrom('before' as const, 'after' as const);

const action: fc.Arbitrary<Fault['action']> = fc.oneof(
  fc.record({ type: fc.constant('status' as const), status: fc.constantFrom(500, 502, 503, 504), when }),
  fc.record({
    type: fc.constant('status' as const),
    status: fc.constantFrom(401, 429),
    when: fc.constant('before' as const),
  }),
  fc.record({
    type: fc.constant('reset' as const),
    when,
    by: fc.constantFrom('rst' as const, 'fin' as const),
  }),
  fc.record({ type: fc.constant('hang' as const), when }),
  fc.record({ type: fc.constant('cut' as const) }),
  fc.record({ type: fc.constant('malformed' as const) }),
  fc.record({
    type: fc.constant('partial' as const),
    rows: fc.nat(4),
    response: fc.constantFrom(500, 504, 'reset' as const),
  }),
  fc.record({ type: fc.constant('late_commit' as const), ms: fc.nat(LATEST_MS) }),
);

const fault: fc.Arbitrary<Fault> = fc.record({
  match: fc.constantFrom(...WHERE),
  nth: fc.integer({ min: 1, max: 6 }),
  action,
});

/** The largest body that the gateway lets through; every single record is smaller. */
export const maxBodyBytes = fc.option(fc.integer({ min: 900, max: 4_000 }), { nil: undefined, freq: 3 });

const STEPS = [
  'create:done',
  'insert:mark',
  'insert:rows',
  'insert:done',
  'close:state',
  'close:archive',
  'close:activate-set',
  'close:activate-rows',
  'close:done',
  'delete:done',
  'delete-set:done',
] as const;

const where = { step: fc.constantFrom(...STEPS), nth: fc.integer({ min: 1, max: 4 }), rows: fc.nat(4) };

/** The service fails at a step and responds itself; or the gateway responds, and the service fails or continues for a while. */
const interruption: fc.Arbitrary<InterruptionInput> = fc.oneof(
  fc.record({ ...where, response: fc.constant(500 as const) }),
  fc.record({
    ...where,
    response: fc.constantFrom(502 as const, 503 as const, 504 as const, 'reset' as const),
    finishesAfterMs: fc.option(fc.nat(LATEST_MS), { nil: undefined }),
  }),
) as fc.Arbitrary<InterruptionInput>;

export const trouble: fc.Arbitrary<Trouble> = fc.record({
  faults: fc.array(fault, { maxLength: 4 }),
  interruptions: fc.array(interruption, { maxLength: 3 }),
  failedLookups: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 3 })),
  expiresAt: fc.option(fc.integer({ min: 2, max: 15 }), { nil: undefined }),
  cutReading: fc.option(fc.nat(3), { nil: undefined, freq: 3 }),
  crash: fc.option(
    fc.record({
      request: fc.integer({ min: 1, max: 25 }),
      at: fc.constantFrom('arrived' as const, 'effect' as const, 'ended' as const),
    }),
    { nil: undefined, freq: 2 },
  ),
});

/** Applies the faults from now on. */
export function applyTrouble(
  { provider, faults }: Harness,
  { failedLookups, cutReading, ...of }: Trouble,
): void {
  faults.set([...of.faults]);
  for (const each of of.interruptions) provider.interrupt(each);
  provider.failLookups('data', failedLookups);
  if (cutReading !== undefined) provider.cutNextReading(cutReading);
}
