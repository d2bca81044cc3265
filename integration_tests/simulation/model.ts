/** Distribution of the provider's time for one request, in milliseconds. */
export type Service =
  | { readonly is: 'constant'; readonly ms: number }
  /** `ms` is the median, `sigma` the standard deviation of the logarithm. */
  | { readonly is: 'lognormal'; readonly ms: number; readonly sigma: number }
  | { readonly is: 'bimodal'; readonly ms: number; readonly slowMs: number; readonly share: number };

/** Properties that may change while the simulation runs. */
export interface Conditions {
  readonly service: Service;
  /** Requests that are processed concurrently; others queue in order of arrival. Unlimited when absent. */
  readonly workers?: number;
  /** Maximum number of requests, including queued ones; further ones are rejected. */
  readonly rejectsAbove?: number;
}

/** Outage: requests that arrive in this time are rejected immediately, or get 504 after 10 s, or no response. */
export interface Outage {
  readonly fromS: number;
  readonly toS: number;
  readonly how: 'rejects' | 'times out' | 'hangs';
}

export interface Model extends Conditions {
  readonly name: string;
  readonly changes?: readonly (Partial<Conditions> & { readonly atS: number })[];
  readonly outages?: readonly Outage[];
  /** A token bucket. */
  readonly rate?: { readonly perSecond: number; readonly burst: number; readonly retryAfterS?: number };
  /** A fixed window that begins with each minute; if it `isAnnounced`, a rejection contains the time until its end. */
  readonly quota?: { readonly perMinute: number; readonly isAnnounced: boolean };
  /** Share of 5xx responses, independent of the load. */
  readonly failing?: number;
  /** Configured pace of the connector, in requests per second. */
  readonly pace?: number;
  /** Factor by which the time for a request grows. */
  readonly ramp?: { readonly fromS: number; readonly toS: number; readonly times: number };
}

/** Duration of each model. */
export const SECONDS = 180;
/** The client's timeout for a response. */
export const TIMEOUT_MS = 60_000;

const constant = (ms: number): Service => ({ is: 'constant', ms });
const lognormal = (ms: number, sigma: number): Service => ({ is: 'lognormal', ms, sigma });
const bimodal: Service = { is: 'bimodal', ms: 50, slowMs: 1000, share: 0.1 };

export const MODELS: readonly Model[] = [
  { name: 'unlimited', service: constant(150) },
  { name: 'unlimited, uneven', service: lognormal(150, 0.5) },
  { name: 'slow: 2 s a response', service: lognormal(2000, 0.3) },

  { name: 'queue, 1 worker', service: lognormal(100, 0.3), workers: 1 },
  { name: 'queue, 4 workers', service: constant(100), workers: 4 },
  { name: 'queue, 8 workers, uneven', service: lognormal(100, 0.5), workers: 8 },
  { name: 'queue, 16 workers, very uneven', service: lognormal(100, 1), workers: 16 },
  { name: 'queue, 32 workers', service: lognormal(200, 0.3), workers: 32 },
  { name: 'queue, 12 workers, bimodal', service: bimodal, workers: 12 },
  { name: 'unlimited, bimodal', service: bimodal },
  { name: 'queue, 8 workers, 5 % 5xx', service: lognormal(100, 0.3), workers: 8, failing: 0.05 },
  { name: 'queue, 8 workers, 30 % 5xx', service: lognormal(100, 0.3), workers: 8, failing: 0.3 },

  { name: 'rejects above 3', service: lognormal(100, 0.3), rejectsAbove: 3 },
  { name: 'rejects above 10', service: lognormal(100, 0.3), rejectsAbove: 10 },
  { name: 'rejects above 30', service: lognormal(200, 0.3), rejectsAbove: 30 },
  { name: 'rejects above 20, queue, 8 workers', service: lognormal(100, 0.3), workers: 8, rejectsAbove: 20 },

  {
    name: '50/s, Retry-After 1 s',
    service: lognormal(200, 0.3),
    rate: { perSecond: 50, burst: 50, retryAfterS: 1 },
  },
  { name: '50/s, no header', service: lognormal(200, 0.3), rate: { perSecond: 50, burst: 50 } },
  {
    name: '10/s, Retry-After 1 s',
    service: lognormal(250, 0.3),
    rate: { perSecond: 10, burst: 10, retryAfterS: 1 },
  },
  { name: '10/s, no header', service: lognormal(250, 0.3), rate: { perSecond: 10, burst: 10 } },
  {
    name: '3/s, Retry-After 2 s',
    service: lognormal(100, 0.3),
    rate: { perSecond: 3, burst: 3, retryAfterS: 2 },
  },
  {
    name: '3/s, Retry-After 2 s, pace 2.9/s',
    service: lognormal(100, 0.3),
    rate: { perSecond: 3, burst: 3, retryAfterS: 2 },
    pace: 2.9,
  },
  {
    name: '50/s, no header, pace 48/s',
    service: lognormal(200, 0.3),
    rate: { perSecond: 50, burst: 50 },
    pace: 48,
  },
  {
    name: '1200 a minute, announced',
    service: lognormal(200, 0.3),
    quota: { perMinute: 1200, isAnnounced: true },
  },
  {
    name: '1200 a minute, not announced',
    service: lognormal(200, 0.3),
    quota: { perMinute: 1200, isAnnounced: false },
  },

  { name: 'capacity 4 → 16', service: lognormal(100, 0.3), workers: 4, changes: [{ atS: 60, workers: 16 }] },
  { name: 'capacity 16 → 4', service: lognormal(100, 0.3), workers: 16, changes: [{ atS: 90, workers: 4 }] },
  {
    name: 'rejects above 20 → 6',
    service: lognormal(100, 0.3),
    rejectsAbove: 20,
    changes: [{ atS: 90, rejectsAbove: 6 }],
  },
  {
    name: 'rejects above 6 → 20',
    service: lognormal(100, 0.3),
    rejectsAbove: 6,
    changes: [{ atS: 60, rejectsAbove: 20 }],
  },
  {
    name: 'responses 10 times slower, bit by bit',
    service: lognormal(60, 0.3),
    ramp: { fromS: 30, toS: 150, times: 10 },
  },
  {
    name: 'queue, 8 workers, 5 times slower',
    service: lognormal(60, 0.3),
    workers: 8,
    ramp: { fromS: 30, toS: 150, times: 5 },
  },

  {
    name: 'outage of 30 s, rejects',
    service: lognormal(100, 0.3),
    workers: 16,
    outages: [{ fromS: 60, toS: 90, how: 'rejects' }],
  },
  {
    name: 'outage of 60 s, 504 after 10 s',
    service: lognormal(100, 0.3),
    workers: 16,
    outages: [{ fromS: 60, toS: 120, how: 'times out' }],
  },
  {
    name: 'outage of 20 s, hangs',
    service: lognormal(100, 0.3),
    workers: 16,
    outages: [{ fromS: 60, toS: 80, how: 'hangs' }],
  },
];

/** Models that were not used to choose the constants of the controller. */
export const UNSEEN: readonly Model[] = [
  { name: 'queue, 2 workers, 0.5 s', service: lognormal(500, 0.5), workers: 2 },
  { name: 'queue, 20 workers, 3 s', service: lognormal(3000, 0.4), workers: 20 },
  {
    name: 'queue, 24 workers, bimodal',
    service: { is: 'bimodal', ms: 100, slowMs: 2000, share: 0.05 },
    workers: 24,
  },
  { name: 'queue, 6 workers, 10 % 5xx, uneven', service: lognormal(80, 0.7), workers: 6, failing: 0.1 },
  { name: 'rejects above 12, uneven', service: lognormal(150, 0.8), rejectsAbove: 12 },
  { name: '20/s, small burst, no header', service: lognormal(300, 0.4), rate: { perSecond: 20, burst: 5 } },
  {
    name: '100/s, small burst, Retry-After 1 s',
    service: lognormal(100, 0.3),
    rate: { perSecond: 100, burst: 10, retryAfterS: 1 },
  },
  {
    name: '600 a minute, not announced',
    service: lognormal(400, 0.3),
    quota: { perMinute: 600, isAnnounced: false },
  },
  {
    name: 'capacity 32 → 8 → 32',
    service: lognormal(120, 0.4),
    workers: 32,
    changes: [
      { atS: 60, workers: 8 },
      { atS: 120, workers: 32 },
    ],
  },
  {
    name: 'responses 4 times slower at once',
    service: lognormal(100, 0.4),
    ramp: { fromS: 90, toS: 91, times: 4 },
  },
  {
    name: 'outage of 100 s, rejects, 10 % 5xx',
    service: lognormal(100, 0.4),
    workers: 8,
    failing: 0.1,
    outages: [{ fromS: 30, toS: 130, how: 'rejects' }],
  },
];
