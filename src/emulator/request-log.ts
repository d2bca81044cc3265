import type { IncomingHttpHeaders } from 'node:http';
import type { Effect } from './provider.ts';

/**
 * One request as the emulator received it. Members are added while it is handled. Times are the clock's monotonic milliseconds.
 */
export interface LoggedRequest {
  /** 1 for the first request that the emulator received. */
  readonly number: number;
  /** HTTP method in upper case. */
  readonly method: string;
  /** As sent, without the query; percent-encoding kept. */
  readonly path: string;
  /** The query as sent, without its question mark. */
  readonly search: string;
  /** As received, including credentials: the keys belong to the emulator. */
  readonly headers: IncomingHttpHeaders;
  /** Time at which its headers arrived. */
  readonly at: number;
  /** Size of its body, after that was read. */
  bodyBytes: number;
  /** Type of the fault that was applied, if any. */
  fault?: string;
  /** Status that was sent; absent if the client got none. */
  status?: number;
  /** `Retry-After` of the response, as sent. */
  retryAfter?: string;
  /** Change at the provider, and its time; absent if there was none. */
  effect?: Effect & {
    /** When it happened. */
    readonly at: number;
  };
  /** Time at which the response was sent completely or the connection was lost. */
  endedAt?: number;
}

/** Counters over the whole time of an emulator. */
export interface Traffic {
  /** Number of requests. */
  readonly requests: number;
  /** Bytes of their bodies. */
  readonly bodyBytes: number;
  /** Maximum number of concurrent requests. */
  readonly peakConcurrency: number;
  /** Maximum number of requests that arrived within one second. */
  readonly peakPerSecond: number;
}

/** A moment of a request: its headers arrived, it took effect, or its response or connection ended. */
export type Moment = 'arrived' | 'effect' | 'ended';

export interface RequestLog {
  readonly entries: LoggedRequest[];
  readonly traffic: Traffic;
  open(request: Pick<LoggedRequest, 'method' | 'path' | 'search' | 'headers'>, at: number): LoggedRequest;
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
    open({ method, path, search, headers }, at) {
      traffic.requests++;
      underWay++;
      traffic.peakConcurrency = Math.max(traffic.peakConcurrency, underWay);
      countArrival(at);
      const entry = { number: traffic.requests, method, path, search, headers, at, bodyBytes: 0 };
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
