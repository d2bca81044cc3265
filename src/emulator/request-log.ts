import type { IncomingHttpHeaders } from 'node:http';
import type { Effect } from './provider.ts';

/** One request as the emulator saw it. Filled in while it is handled. Times are the clock's monotonic milliseconds. */
export interface LoggedRequest {
  /** 1 for the first request that the emulator received. */
  readonly number: number;
  /** HTTP method in upper case. */
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** As received, credentials included: the keys are an emulator's own. */
  readonly headers: IncomingHttpHeaders;
  /** When its headers arrived. */
  readonly at: number;
  /** The size of its body, once that was read. */
  bodyBytes: number;
  /** The type of the fault that was applied, if one was. */
  fault?: string;
  /** The status that was sent; absent when the client got none. */
  status?: number;
  /** The header of the answer that asked to wait, as it was sent. */
  retryAfter?: string;
  /** What it changed at the provider, and when; absent when nothing. */
  effect?: Effect & {
    /** When it happened. */
    readonly at: number;
  };
  /** When the answer was sent whole or the connection was lost. */
  endedAt?: number;
}

/** Counters over the whole life of an emulator. */
export interface Traffic {
  /** Number of requests. */
  readonly requests: number;
  /** Bytes of their bodies. */
  readonly bodyBytes: number;
  /** The most requests that were under way at once. */
  readonly peakConcurrency: number;
  /** The most requests that arrived within any one second. */
  readonly peakPerSecond: number;
}

/** A moment of a request: its headers arrived, the provider changed, or its response or connection ended. */
export type Moment = 'arrived' | 'effect' | 'ended';

export interface RequestLog {
  readonly entries: LoggedRequest[];
  readonly traffic: Traffic;
  open(request: Pick<LoggedRequest, 'method' | 'path' | 'headers'>, at: number): LoggedRequest;
  read(entry: LoggedRequest, bytes: number): void;
  end(entry: LoggedRequest, at: number): void;
}

/** @param keep how many of the newest requests are kept; counters see them all. */
export function requestLog(keep: number): RequestLog {
  const entries: LoggedRequest[] = [];
  let arrivals: number[] = [];
  let oldest = 0;
  let underWay = 0;
  const traffic = { requests: 0, bodyBytes: 0, peakConcurrency: 0, peakPerSecond: 0 };

  const countArrival = (at: number): void => {
    arrivals.push(at);
    while (arrivals[oldest]! <= at - 1000) oldest++;
    traffic.peakPerSecond = Math.max(traffic.peakPerSecond, arrivals.length - oldest);
    if (oldest > 1000) {
      arrivals = arrivals.slice(oldest);
      oldest = 0;
    }
  };

  return {
    entries,
    traffic,
    open({ method, path, headers }, at) {
      traffic.requests++;
      underWay++;
      traffic.peakConcurrency = Math.max(traffic.peakConcurrency, underWay);
      countArrival(at);
      const entry = { number: traffic.requests, method, path, headers, at, bodyBytes: 0 };
      if (keep > 0) entries.push(entry);
      if (entries.length > keep) entries.shift();
      return entry;
    },
    read(entry, bytes) {
      entry.bodyBytes = bytes;
      traffic.bodyBytes += bytes;
    },
    end(entry, at) {
      underWay--;
      entry.endedAt = at;
    },
  };
}
