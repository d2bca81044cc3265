import type { Clock } from '../clock.ts';
import type { Http, HttpOptions } from './http.ts';
import type { Log } from './log.ts';

/** What a connector may use of the world. */
export interface Context {
  readonly log: Log;
  readonly clock: Clock;
  /** Aborted when the process has to end. */
  readonly signal: AbortSignal;
  /** A client for one API of the provider. */
  http(options: HttpOptions): Http;
  /** Makes a text that is not in the configuration (a session token) a secret: it never reaches any output. */
  secret(text: string): void;
}
