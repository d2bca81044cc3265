import { mulberry32 } from '../../src/emulator/mulberry32.ts';
import { type Admission, createAdmission } from '../../src/http/limits/admission.ts';
import type { ConcurrencyLimit } from '../../src/http/limits/concurrency.ts';
import type { Random } from '../../src/random.ts';
import { backoffMs, minWaitMs } from '../../src/retry/retry.ts';
import { type Model, SECONDS, TIMEOUT_MS } from './model.ts';
import { createProvider, type ModelResponse } from './provider.ts';
import { createTimeline } from './timeline.ts';

/** Events of one second. */
export interface Second {
  ok: number;
  rejected: number;
  failed: number;
  /** Sum of the durations of successful requests, in milliseconds. */
  latency: number;
  /** Limit at the end of the second. */
  limit: number;
  /** Maximum number of concurrent requests. */
  peak: number;
}

export interface Run {
  readonly seconds: readonly Second[];
  /** Durations of all successful requests in the order in which they ended, in milliseconds. */
  readonly latencies: readonly number[];
}

/** Number of lanes, each with one batch that is being sent or waits for its repetition. */
const LANES = 64;

/** Models a sync with endless batches: lanes send, wait by the retry rules after a failure, and send again. */
export function run(model: Model, concurrency: ConcurrencyLimit, seed: number): Run {
  const timeline = createTimeline();
  const random = mulberry32(seed);
  const provider = createProvider(model, timeline, mulberry32(seed + 1));
  const admission = createAdmission({
    concurrency,
    random,
    intervalMs: model.pace === undefined ? 0 : 1000 / model.pace,
  });
  const seconds: Second[] = [];
  const latencies: number[] = [];
  /** Number of attempts of each waiting lane. */
  const waiting: number[] = new Array(LANES).fill(0);
  let wakeAt = Number.POSITIVE_INFINITY;
  let second = startSecond(admission);

  const ended = (startedAt: number, { outcome }: ModelResponse): void => {
    if (outcome === 'throttled') second.rejected += 1;
    if (outcome === 'failed') second.failed += 1;
    if (outcome !== 'ok') return;
    second.ok += 1;
    second.latency += timeline.now - startedAt;
    latencies.push(timeline.now - startedAt);
  };

  const send = (attempts: number): void => {
    const startedAt = timeline.now;
    const admitted = admission.start(startedAt, { timeoutMs: TIMEOUT_MS });
    second.peak = Math.max(second.peak, admission.underWay);
    let over = false;
    const end = (response: ModelResponse): void => {
      if (over) return;
      over = true;
      ended(startedAt, response);
      admitted.done(timeline.now, response.outcome, response.retryAfterMs);
      if (response.outcome === 'ok') waiting.push(0);
      else timeline.at(timeline.now + waitMs(attempts, response, random), () => enter(attempts + 1));
      letIn();
    };
    if (model.outages) timeline.at(startedAt + TIMEOUT_MS, () => end({ outcome: 'failed' }));
    provider.receive(end);
  };

  const enter = (attempts: number): void => {
    waiting.push(attempts);
    letIn();
  };

  const letIn = (): void => {
    while (waiting.length > 0) {
      const opensAt = admission.opensAt;
      if (opensAt > timeline.now) return sleepUntil(opensAt);
      send(waiting.shift()!);
    }
  };

  const sleepUntil = (at: number): void => {
    if (at === Number.POSITIVE_INFINITY || (at >= wakeAt && wakeAt > timeline.now)) return;
    wakeAt = at;
    timeline.at(at, () => {
      wakeAt = Number.POSITIVE_INFINITY;
      letIn();
    });
  };

  letIn();
  for (let s = 1; s <= SECONDS; s++) {
    timeline.runUntil(s * 1000);
    seconds.push({ ...second, limit: admission.limit });
    second = startSecond(admission);
  }
  return { seconds, latencies };
}

function startSecond({ underWay }: Admission): Second {
  return { ok: 0, rejected: 0, failed: 0, latency: 0, limit: 0, peak: underWay };
}

function waitMs(attempts: number, { outcome, retryAfterMs }: ModelResponse, random: Random): number {
  const kind = outcome === 'throttled' ? 'rate_limit' : 'transient';
  return backoffMs(attempts, random, minWaitMs({ kind, retryAfterMs }));
}
