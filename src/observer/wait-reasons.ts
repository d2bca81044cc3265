import type { WaitReason } from '../define/wait-reason.ts';
import type { ConnectorError } from '../errors.ts';
import { formatTime } from '../text/format-time.ts';

/** The provider asked to wait until `until`, in milliseconds since 1970. */
export const rateLimitReason = (until: number): WaitReason => ({
  purpose: 'for the rate limit',
  now: `rate limited until ${formatTime(until)}`,
});

/** The user's limit of requests per second. */
export const paceReason = (requestsPerSecond: number): WaitReason => ({
  purpose: 'for the pace',
  now: `paced to ${requestsPerSecond} ${requestsPerSecond === 1 ? 'request' : 'requests'} a second`,
});

/** The circuit breaker, or the pause after a rate limit without a time. */
export const pauseReason = (until: number): WaitReason => ({
  purpose: 'for the provider to recover',
  now: `paused after failures until ${formatTime(until)}`,
});

export const PLACE: WaitReason = {
  purpose: 'for earlier requests',
  now: ['request waits for earlier ones to end', 'requests wait for earlier ones to end'],
};

export const RESPONSE: WaitReason = {
  purpose: 'for responses',
  now: ['request waits for its response', 'requests wait for their responses'],
};

export const REJECT_STORE: WaitReason = {
  purpose: 'for the reject store',
  now: 'writes rejected records to the reject store',
};

export const MESSAGES: WaitReason = { purpose: 'for messages', now: 'waits for messages on standard input' };

export const READER: WaitReason = {
  purpose: 'for the reader of standard output',
  now: 'waits for the reader of standard output',
};

const REPETITION: WaitReason = {
  purpose: 'before repetitions',
  now: ['request waits before it is repeated', 'requests wait before they are repeated'],
};

/** The wait after a failed attempt, until `until` in milliseconds since 1970. */
export const retryReason = ({ kind, retryAfterMs }: ConnectorError, until: number): WaitReason =>
  kind === 'rate_limit' || retryAfterMs ? rateLimitReason(until) : REPETITION;
