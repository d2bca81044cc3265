import type { Clock } from '../clock.ts';
import type { Http, HttpOptions } from './http.ts';
import type { Log } from './log.ts';
import type { WaitReason } from './wait-reason.ts';

/** Services of the CDK for a connector: one per run of a command. */
export interface Context {
  /** Version of the connector, as `--version` prints it: for APIs that ask for the version of their client. */
  readonly version: string;
  /** Writes LOG messages. Secrets are masked in them. */
  readonly log: Log;
  /** Time and timers. Use it in place of `Date` and `setTimeout`, so that tests can control time. */
  readonly clock: Clock;
  /** Aborted when all work has to stop at once; pending requests and `clock.sleep(ms, signal)` then reject with its reason. */
  readonly signal: AbortSignal;
  /**
   * Opens a client for one API of the provider. Each client has its own limits: pace, `Retry-After`, concurrency and circuit
   * breaker. It is closed when the command ends. Throws a `config` error for an unusable base URL or header.
   */
  http(options: HttpOptions): Http;
  /**
   * Marks a text as secret, such as a session token: from now on it is masked in logs, errors and the provider messages of
   * rejected records. Secrets of the configuration (`airbyte_secret`) are marked already.
   */
  maskSecret(text: string): void;
  /**
   * Sends a changed configuration to the platform, which stores it: for a refresh token that the provider replaces at each use.
   * Objects of `changes` are merged by member, all other values replaced; `null` clears a setting, and undefined members are
   * ignored. Changes that choose another option of a choice (`oneOf`) remove the members that only other options have. Resolves
   * when the message is written, so await it before the new token is used. Does nothing if no value changes.
   *
   * Only `check`, `write` and `replay` send the message; other commands log at DEBUG that they do not. Calls of the definition
   * that begin later, such as `connect` after `fetchOperations`, get the changed configuration. New secrets (`airbyte_secret`)
   * are masked in all other output. Rejects with `ERR_CONFIG_UPDATE_INVALID` if the result does not fit the specification, or
   * `validateConfig` throws for it.
   *
   * @example
   * await context.updateConfig({ credentials: { refresh_token: data.refresh_token } });
   */
  updateConfig(changes: Readonly<Record<string, unknown>>): Promise<void>;
  /**
   * Runs a wait that is not for one request, such as for a job of the provider, so that the log and the summary name it.
   *
   * @example
   * await context.waiting(
   *   { purpose: 'for jobs', now: ['file waits for its job', 'files wait for their jobs'] },
   *   () => jobIsDone(id),
   * );
   */
  waiting<T>(reason: WaitReason, wait: () => Promise<T>): Promise<T>;
}
