import fc from 'fast-check';
import type { Fault, ProviderFault, Target } from './target.ts';

/**
 * Maximum delay of effects of abandoned requests, in real time; the connectors' clocks run faster. They wait for five
 * of their seconds, a quarter of a real one.
 */
const LATEST_MS = 100;

const when = fc.constantFrom('before' as const, 'after' as const);

/** Short waits in each form of the header, including invalid ones. */
const retryAfter = fc.constantFrom<number | string | { date: number } | undefined>(
  undefined,
  7,
  { date: 2 },
  { date: -60 },
  0,
  -1,
  'soon',
);

/** Faults of a request. */
const ACTIONS = {
  'a status': fc.record({
    type: fc.constant('status' as const),
    status: fc.constantFrom(500, 502, 503, 504, 408),
    when,
  }),
  'a rate limit': fc
    .record({ status: fc.constantFrom(429, 503), retryAfter })
    .map(({ status, retryAfter }) => ({
      type: 'status' as const,
      status,
      ...(retryAfter !== undefined && { retryAfter }),
    })),
  'a status with an odd body': fc.record({
    type: fc.constant('status' as const),
    status: fc.constantFrom(500, 503),
    when,
    body: fc.constantFrom({ type: 'echo' as const }, { type: 'html' as const }, { type: 'empty' as const }),
  }),
  'rejected credentials': fc.record({
    type: fc.constant('status' as const),
    status: fc.constantFrom(401, 403),
  }),
  'a success with a web page': fc.constant({
    type: 'status' as const,
    status: 200,
    body: { type: 'html' as const },
  }),
  'a reset': fc.record({
    type: fc.constant('reset' as const),
    when,
    by: fc.constantFrom('rst' as const, 'fin' as const),
  }),
  'a slow response': fc.record({
    type: fc.constant('slow' as const),
    ms: fc.integer({ min: 20, max: 200 }),
    when,
  }),
  'a response that is cut': fc.record({
    type: fc.constant('cut' as const),
    end: fc.constantFrom('fin' as const, 'rst' as const),
  }),
  'a response of a few bytes at a time': fc.constant({ type: 'dribble' as const, bytes: 40, everyMs: 5 }),
  'a response that is not JSON': fc.constant({ type: 'malformed' as const }),
  'half an effect': fc.record({
    type: fc.constant('partial' as const),
    rows: fc.nat(8),
    response: fc.constantFrom(500, 504, 'reset' as const),
  }),
  'a late effect': fc.record({ type: fc.constant('late_commit' as const), ms: fc.nat(LATEST_MS) }),
  'a closed connection': fc.record({ type: fc.constant('close' as const), announced: fc.boolean() }),
  'no response': fc.record({ type: fc.constant('hang' as const), when }),
} satisfies Readonly<Record<ProviderFault, fc.Arbitrary<Fault['action']>>>;

const action = ({ skippedFaults = [] }: Target): fc.Arbitrary<Fault['action']> => {
  const skipped: ReadonlySet<string> = new Set(skippedFaults);
  return fc.oneof(...Object.entries(ACTIONS).flatMap(([name, each]) => (skipped.has(name) ? [] : [each])));
};

/** A fault of the nth request, or of the nth delivery of records. */
export const fault = (target: Target) =>
  fc.record({ onDelivery: fc.boolean(), nth: fc.integer({ min: 1, max: 6 }), action: action(target) });
