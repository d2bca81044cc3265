import type { Clock } from '../clock.ts';
import type { WaitReason } from '../define/wait-reason.ts';
import { currentMeter, startWaiting } from '../observer/meter.ts';
import type { SyncObserver } from '../observer/sync-observer.ts';
import { PLACE, paceReason, pauseReason, rateLimitReason } from '../observer/wait-reasons.ts';
import { type TimeLimit, timeLimit } from '../retry/time-limit.ts';
import { gateTimeoutError } from './errors/gate-timeout-error.ts';
import type { Block } from './limits/admission.ts';
import type { Gate } from './limits/gate.ts';
import { GateTimeout } from './limits/gate-timeout.ts';
import type { Pass } from './limits/pass.ts';
import type { PreparedRequest } from './request/prepare-request.ts';

/** What entering the gate needs of the client. */
export interface Entrance {
  readonly gate: Gate;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly observer: SyncObserver | undefined;
  /** Pace of the gate, if it has one. */
  readonly requestsPerSecond: number | undefined;
  /** Longest wait for a closed gate, in milliseconds. */
  readonly budgetMs: number;
}

/**
 * Waits until the request may be sent, and reports why it waits. Throws a transient error if that takes too long. Most requests
 * need not wait; a promise for each of them would cost more than the gate itself.
 */
export function enterGate(entrance: Entrance, prepared: PreparedRequest): Pass | Promise<Pass> {
  const { gate, clock, signal } = entrance;
  const { route, where } = prepared;
  const limit = timeLimit(clock);
  const isLate = limit.totalMs === 0 || signal.aborted;
  const pass = isLate ? undefined : gate.tryEnter({ route, timeoutMs: where.timeoutMs });
  if (pass === undefined) return waitAtGate(entrance, prepared, limit);
  countRequest();
  return pass;
}

function countRequest(): void {
  const meter = currentMeter();
  if (meter) meter.requests += 1;
}

async function waitAtGate(
  entrance: Entrance,
  { route, where }: PreparedRequest,
  { closedMs, waitMs, totalMs }: TimeLimit,
): Promise<Pass> {
  const { gate, clock, signal, observer, budgetMs } = entrance;
  let resume: (() => void) | undefined;
  const onBlocked = (by: Block, until: number): void => {
    resume?.();
    const untilWall = clock.wall() + until - clock.monotonic();
    resume = startWaiting(reasonOf(by, untilWall, entrance), observer);
  };
  try {
    if (totalMs === 0) throw new GateTimeout(0, undefined);
    const limits = { closedMs: Math.min(closedMs, budgetMs), waitMs };
    const pass = await gate.enter(signal, { route, timeoutMs: where.timeoutMs, ...limits, onBlocked });
    countRequest();
    return pass;
  } catch (thrown) {
    throw thrown instanceof GateTimeout ? gateTimeoutError(thrown, where, clock.wall()) : thrown;
  } finally {
    resume?.();
  }
}

function reasonOf(by: Block, until: number, { requestsPerSecond }: Entrance): WaitReason {
  if (by === 'place') return PLACE;
  if (by === 'pace') return paceReason(requestsPerSecond!);
  return by === 'rate_limit' ? rateLimitReason(until) : pauseReason(until);
}
