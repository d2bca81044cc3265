import type { Clock } from '../clock.ts';
import type { StreamDescriptor } from '../errors.ts';
import type { StreamIdentity } from './identity.ts';

/** A record that was refused for good. */
export interface Rejection {
  readonly stream: StreamDescriptor;
  readonly identity: StreamIdentity;
  /** The record as it came, as JSON text. */
  readonly record: string;
  /** In the connector's words, without the record's content. */
  readonly reason: string;
  /** In the provider's own words. */
  readonly providerMessage: string | undefined;
}

/** Where rejected records go. */
export interface RejectStore {
  /** Whether it keeps the records; if not, their texts need not be held. */
  readonly keeps: boolean;
  /** Where they are kept, for messages: a folder, or `s3://bucket/path`. Empty where they are not. */
  readonly location: string;
  /** Resolves when they are durable. Throws a ConnectorError when they can't be kept: then the sync must fail. */
  keep(rejections: readonly Rejection[]): Promise<void>;
  /** Proves that records could be kept, and leaves nothing behind. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** What a store takes from the command around it. */
export interface RejectStoreOptions {
  /** Names the sync: its id at the platform where there is one. Any text. */
  readonly run: string;
  readonly clock: Clock;
  /** Ends every wait. */
  readonly signal: AbortSignal;
  /** Removes secrets from a text: providers may repeat them in their messages. */
  readonly redact: (text: string) => string;
}

/**
 * One line of a file of rejected records. The record's text is put in as it is: its numbers keep their digits. The
 * provider's message may repeat the record, and holds no secret of the configuration.
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
