import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FailureType } from '../errors.ts';
import type { DiscoveredOperation, OutputMessage } from './output-message.ts';
import type { ProvidedRequest } from './scripted-provider.ts';
import { configUpdates } from './stored-configs.ts';

/** A command that has ended. */
export interface TestRun {
  /** 0 if the command succeeded. */
  readonly exitCode: 0 | 1;
  /** Everything that was printed. */
  readonly messages: readonly OutputMessage[];
  /** LOG messages as `LEVEL message`. */
  readonly logs: readonly string[];
  /** The complete configurations that the connector sent to the platform (`Context.updateConfig`), in order. */
  readonly configUpdates: readonly Readonly<Record<string, unknown>>[];
  /** The error of the TRACE: the text for the user and its failure type; undefined if the command succeeded. */
  readonly error:
    | {
        /** The text for the user. */
        readonly message: string;
        /** `config_error`: the user has to act; `transient_error`: a later sync may succeed; `system_error`: a fault. */
        readonly failureType: FailureType;
      }
    | undefined;
  /**
   * The value that ended the command: a `ConnectorError`, or what the connector threw by mistake, such as a `TypeError` with its
   * stack. Users never see its text, because it may contain a record. Undefined if the command succeeded.
   */
  readonly thrown: unknown;
  /** Requests that arrived during the run, in order, also those to which a fault responded in place of the provider. */
  readonly requests: readonly ProvidedRequest[];
  /** Milliseconds that passed on the fake clock. */
  readonly elapsedMs: number;
}

/** A `check` that has ended. */
export interface TestCheck extends TestRun {
  /** `SUCCEEDED` or `FAILED`; undefined if the check ended with a TRACE instead. */
  readonly status: string | undefined;
  /** The text of the result; undefined without one. */
  readonly message: string | undefined;
}

/** A `discover` that has ended. */
export interface TestDiscovery extends TestRun {
  /** Objects and their sync modes, as printed; empty if the command failed. */
  readonly operations: readonly DiscoveredOperation[];
}

/** A `write` that has ended. */
export interface TestWrite extends TestRun {
  /** Ids of the states that were emitted, in order; see `streamState(stream, blob, { id })`. */
  readonly states: readonly unknown[];
  /** Rejected records with their reasons. */
  readonly rejected: readonly TestRejection[];
}

/** A rejected record of a `write`. */
export interface TestRejection {
  /** The reason, without values of the record. */
  readonly reason: string;
  /** The record's data. */
  readonly record: unknown;
}

/** Returns the parts of a run that its output contains. */
export function runOf(
  messages: readonly OutputMessage[],
  hasFailed: boolean,
): Pick<TestRun, 'exitCode' | 'messages' | 'logs' | 'configUpdates' | 'error'> {
  const trace = messages.find((message) => message.trace?.type === 'ERROR')?.trace?.error;
  return {
    exitCode: hasFailed ? 1 : 0,
    messages,
    logs: messages.flatMap(({ log }) => (log ? [`${log.level} ${log.message}`] : [])),
    configUpdates: configUpdates(messages),
    error: trace && { message: String(trace.message), failureType: trace.failure_type as FailureType },
  };
}

/** Reads the rejected records below a directory, in the order of the files' names. */
export async function rejectedIn(directory: string): Promise<TestWrite['rejected']> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.sort().map((file) => readFile(file, 'utf8')));
  return texts
    .flatMap((text) => text.split('\n').filter(Boolean))
    .map((line) => {
      const { reason, record } = JSON.parse(line) as { readonly reason: string; readonly record: unknown };
      return { reason, record };
    });
}
