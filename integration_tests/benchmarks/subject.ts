import type { Dataset, Records } from './dataset.ts';

/**
 * One connector in the benchmark: its input, its configuration, the minimal program for its job, and the responses of the sink.
 * A new connector is one more file in `subjects/` and its line in `subjects.ts`.
 */
export interface Subject {
  /** Name of the connector and of its build. */
  readonly name: string;
  /** Name of the one stream in its message files; it routes records to the connector's object. */
  readonly stream: string;
  readonly datasets: Readonly<Record<Dataset, DatasetOf>>;
  /** Path of the API at the sink: empty, or with a leading slash. */
  readonly basePath: string;
  /** Configuration of the connector, without `base_url`. */
  readonly config: object;
  readonly least: Least;
  readonly sink: SinkBehaviour;
  /** Most CPU, as multiples of what these contestants need for the same records. */
  readonly cpuGoals: Readonly<Partial<Record<Rival, number>>>;
  /** What a user could run instead, in Python; it gets the plain records. */
  readonly python?: PythonPeer;
  /** Records of each CPU run, unless the command line sets them. */
  readonly records: number;
  /** Connections of the lower bounds when the sink responds immediately. */
  readonly connections: number;
  /** Latency case; absent where requests are so large that the machine, not the responses, limits throughput. */
  readonly latency?: LatencyOf;
  readonly memory: MemoryOf;
  /** Titles of the kinds of odd records that the provider rejects. */
  readonly rejects?: readonly string[];
}

/** The contestants that goals compare a connector with. */
export type Rival = 'sockets' | 'undici' | 'farosAxios' | 'farosUndici';

/** A program in `python/`, which gets the arguments of `write`. */
export interface PythonPeer {
  readonly title: string;
  readonly file: string;
  /** The package that it needs. */
  readonly needs: 'requests' | 'airbyte_cdk';
  readonly emitsStates: boolean;
  /** Its configuration beside `base_url`. */
  readonly config: object;
}

interface DatasetOf {
  /** Particularity of the connector, for the title of the table. */
  readonly title: string;
  readonly records: Records;
}

/** Maximum throughput of the connector when responses take time. */
export interface LatencyOf {
  /** Concurrent requests. */
  readonly atOnce: number;
  readonly recordsPerRequest: number;
  /** Maximum number of records, so that a run ends within a minute. */
  readonly records: number;
}

/** Records of a short sync, and the factor for the long one. */
export interface MemoryOf {
  readonly records: number;
  readonly copies: number;
}

export type Data = Readonly<Record<string, unknown>>;

/** A request of a lower bound; its path follows that of the base URL. */
export interface LeastRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: string;
}

/** Sends when a connection is free; on one connection, in the order of the calls. Any response but a success ends the program. */
export type Send = (request: LeastRequest, onResponse?: (body: string) => void) => void;

/** The minimal program for the job: no validation, retries or acknowledgement. */
export interface Least {
  /** Headers of every request, in addition to `host` and `content-length`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Prepares the program; reading stdin starts when it resolves. */
  start(send: Send, dataset: Dataset): Promise<LeastJob> | LeastJob;
}

interface LeastJob {
  record(data: Data): void;
  /** Called after the last record. */
  end(): void;
}

/** Totals of a sink. */
export interface Totals {
  /** Number of requests with records. */
  requests: number;
  /** Bytes of their bodies, or of their targets if they have no body. */
  bytes: number;
  records: number;
}

/** The responses of the provider's API that a sync needs. */
export interface SinkBehaviour {
  /** Returns the response to a request. Equal responses should be the same object. */
  respond(method: string, path: string): SinkResponse;
  /** Bytes that each record contains exactly once; without them, each request with records counts as one record. */
  readonly marker?: string;
  /**
   * Returns the bytes of the records alone, independent of their division into requests: equal for all who did the same job.
   * Undefined if there is no such number.
   */
  payload(totals: Totals): number | undefined;
}

export interface SinkResponse {
  readonly status: number;
  readonly body?: string;
  /** Whether the request has records. */
  readonly carries: boolean;
}

/** A JSON array of n rows has n + 1 brackets and commas. */
export const payloadOfArrays = ({ bytes, records, requests }: Totals): number => bytes - records - requests;
