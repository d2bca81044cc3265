import type { Dataset, Records } from './dataset.ts';

/**
 * One connector as the benchmark sees it: what it reads, how it is configured, the least program that does its job, and how the
 * sink answers both. A new connector is one more file in `subjects/` and its line in `subjects.ts`.
 */
export interface Subject {
  /** The connector's, and of its build. */
  readonly name: string;
  /** The one stream of its message files; routes records to the connector's object. */
  readonly stream: string;
  readonly datasets: Readonly<Record<Dataset, DatasetOf>>;
  /** Where the API begins at the sink: nothing, or a path with a leading slash. */
  readonly basePath: string;
  /** The connector's configuration, but for `base_url`. */
  readonly config: object;
  readonly least: Least;
  readonly sink: SinkBehaviour;
  /** Whether the same job is built on Faros' CDK as well. */
  readonly faros: boolean;
  /** Records of each CPU run where the command line says nothing. */
  readonly records: number;
  /** Connections of the lower bounds when the sink answers at once. */
  readonly connections: number;
  /** Left out where requests are so large that the machine sets the pace, and not the answers. */
  readonly latency?: LatencyOf;
  readonly memory: MemoryOf;
}

export interface DatasetOf {
  /** What is particular about it, for the title of the table. */
  readonly title: string;
  readonly records: Records;
}

/** What the connector may do at best when answers take their time. */
export interface LatencyOf {
  /** Requests under way at once. */
  readonly atOnce: number;
  readonly recordsPerRequest: number;
  /** At most so many records, so that a run ends within a minute. */
  readonly records: number;
}

/** A short sync, and how many times as long the long one is. */
export interface MemoryOf {
  readonly records: number;
  readonly copies: number;
}

export type Data = Readonly<Record<string, unknown>>;

/** A request of a lower bound; the path follows the base URL's. */
export interface LeastRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: string;
}

/** Sends when a connection is free; of one connection, in the order of the calls. Any answer but a success ends the program. */
export type Send = (request: LeastRequest, answered?: (body: string) => void) => void;

/** The least that does the job: no validation, no retry, no acknowledgement. */
export interface Least {
  /** Of every request, beside `host` and `content-length`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Begins; reading stdin starts when it resolves. */
  start(send: Send, dataset: Dataset): Promise<LeastJob> | LeastJob;
}

export interface LeastJob {
  record(data: Data): void;
  /** After the last record. */
  end(): void;
}

/** What arrived at the sink. */
export interface Totals {
  /** Requests that carried records. */
  requests: number;
  /** Bytes of their bodies; of their targets where they have no body. */
  bytes: number;
  records: number;
}

/** How the provider's API answers, reduced to what a sync needs. */
export interface SinkBehaviour {
  /** What a request gets. Answers that are the same each time should be the same object. */
  answer(method: string, path: string): SinkAnswer;
  /** Bytes that each record holds exactly once; without them, each request that carries records is one. */
  readonly marker?: string;
  /**
   * The bytes of the records alone, however they were cut into requests: the same for all who did the same job. Undefined where
   * there is no such number.
   */
  payload(totals: Totals): number | undefined;
}

export interface SinkAnswer {
  readonly status: number;
  readonly body?: string;
  /** Whether the request carried records. */
  readonly carries: boolean;
}

/** A JSON array of n rows has n + 1 brackets and commas. */
export const payloadOfArrays = ({ bytes, records, requests }: Totals): number => bytes - records - requests;
