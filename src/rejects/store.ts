import type { SharedConfig } from '../define/destination.ts';
import { configError, type StreamDescriptor } from '../errors.ts';
import type { S3Storage } from './s3.ts';

/** A record that was refused for good. */
export interface Rejection {
  readonly stream: StreamDescriptor;
  /** The record as it came, as JSON text. */
  readonly record: string;
  /** In the connector's words, without the record's content. */
  readonly reason: string;
  /** In the provider's own words. */
  readonly words: string | undefined;
}

/** Where rejected records go. */
export interface RejectStore {
  /** Whether it wants the records at all; if not, nobody has to hold their text. */
  readonly keeps: boolean;
  /** Resolves when they are durable. Throws a ConnectorError when they can't be kept: then the sync must fail. */
  keep(rejections: readonly Rejection[]): Promise<void>;
  /** Proves that records could be kept, and leaves nothing behind. */
  check(): Promise<void>;
  close(): Promise<void>;
}

const nowhere: RejectStore = {
  keeps: false,
  keep: () => Promise.resolve(),
  check: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/** The store that the configuration asks for. `run` names the sync: its job id where the platform gives one. */
export async function openRejectStore(
  config: SharedConfig,
  run: string,
  now: () => number,
): Promise<RejectStore> {
  const storage = config.object_storage_config;
  switch (storage?.storage_type ?? 'None') {
    case 'None':
      return nowhere;
    case 'Local': {
      const { localStore } = await import('./local.ts');
      return localStore(storage?.directory ?? '', run, now);
    }
    case 'S3': {
      const { s3Store } = await import('./s3.ts');
      return s3Store(storage as unknown as S3Storage, run, now);
    }
    default:
      throw configError(
        `Rejected records can't be kept in storage of the type "${storage?.storage_type}". Choose None, Local or S3.`,
        { code: 'ERR_REJECT_STORAGE' },
      );
  }
}

/** One line of a file of rejected records. The record's text is put in as it is: its numbers keep their digits. */
export function rejectionLine({ stream, record, reason, words }: Rejection, now: number): string {
  const head = JSON.stringify({
    stream: stream.name,
    namespace: stream.namespace ?? null,
    reason,
    provider: words ?? null,
  });
  return `${head.slice(0, -1)},"rejected_at":"${new Date(now).toISOString()}","record":${record}}\n`;
}
