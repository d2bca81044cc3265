import type { Clock } from '../clock.ts';
import type { Log } from '../define/log.ts';
import type { Environment } from '../environment.ts';
import type { StreamDescriptor } from '../errors.ts';
import type { Random } from '../random.ts';
import type { StreamIdentity } from './identity.ts';

/** A rejected record, as the reject store gets it. */
export interface Rejection {
  readonly stream: StreamDescriptor;
  /** Parameters of the record ids of the stream, for `replay`. */
  readonly identity: StreamIdentity;
  /** JSON text of the record, as the source sent it. */
  readonly record: string;
  /** The reason of the connector, without content of the record. */
  readonly reason: string;
  /** The provider message. May repeat the record and secrets. */
  readonly providerMessage: string | undefined;
}

/** Ends the message of a failed `keep`; a failed `check` stops no sync. */
export const SYNC_STOPS = 'The sync stops here so that none of them is lost.';

/** Reject store: where rejected records are written. */
export interface RejectStore {
  /** Whether it keeps records. If not, their texts need not be held. */
  readonly keeps: boolean;
  /** Folder, or `s3://bucket/path`, for messages. Empty if records are not kept. */
  readonly location: string;
  /**
   * Writes records; resolves when they are durable. Throws a `ConnectorError` if they can't be kept: then the sync must fail.
   * The caller awaits each call before the next one, and limits the bytes of a call, because the store copies them.
   */
  keep(rejections: readonly Rejection[]): Promise<void>;
  /** Proves that records can be kept, and leaves nothing behind. */
  check(): Promise<void>;
  /** Finishes writes and closes files and connections. */
  close(): Promise<void>;
}

/** Options of a store, from the command that opens it. */
export interface RejectStoreOptions {
  /** Name of the sync: its id at the platform, or its start time. Any text. */
  readonly runName: string;
  readonly clock: Clock;
  /** Aborts every wait. */
  readonly signal: AbortSignal;
  /** Masks secrets in a text, because a provider message may repeat them. */
  readonly redact: (text: string) => string;
  /** Names the proxy of a storage. */
  readonly environment: Environment;
  readonly random: Random;
  /** Says that a write is repeated. */
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Milliseconds for repetitions of a write, from its first failure; 15 minutes by default. */
  readonly retryBudgetMs?: number;
}

/**
 * Returns the line of a rejected record, with a newline. The record's text is inserted unchanged, so its numbers keep their
 * digits. Secrets are masked in the provider message.
 */
export function rejectionLine(
  { stream, identity, record, reason, providerMessage }: Rejection,
  { clock, redact }: Pick<RejectStoreOptions, 'clock' | 'redact'>,
): string {
  const head = JSON.stringify({
    stream: stream.name,
    namespace: stream.namespace ?? null,
    primary_key: identity.primaryKey,
    sync_mode: identity.syncMode,
    object: identity.object ?? null,
    settings: identity.settings,
    reason,
    provider: providerMessage === undefined ? null : redact(providerMessage),
  });
  return `${head.slice(0, -1)},"rejected_at":"${new Date(clock.wall()).toISOString()}","record":${record}}\n`;
}
