import { setMaxListeners } from 'node:events';
import {
  DeleteObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { SetupPatience } from '../http/errors/setup-patience.ts';
import { type RetryOptions, withRetry } from '../retry/retry.ts';
import { RETRY_BUDGET_MS } from '../retry/time-limit.ts';
import type { RejectStoreOptions } from './rejection.ts';
import { clientConfig, RESPONSE_MS } from './s3-client-config.ts';
import { noEtagError, s3Error } from './s3-error.ts';
import type { S3Storage } from './s3-storage.ts';

type NewObject = Pick<PutObjectCommandInput, 'Key' | 'Body' | 'ContentType'>;

/** A bucket to write to. */
export class S3Bucket {
  private readonly storage: S3Storage;
  private readonly client: S3Client;
  private readonly closing = new AbortController();
  private readonly patience: SetupPatience;
  private readonly repeating: RetryOptions;

  static async open(storage: S3Storage, options: RejectStoreOptions): Promise<S3Bucket> {
    return new S3Bucket(storage, new S3Client(await clientConfig(storage, options.environment)), options);
  }

  private constructor(storage: S3Storage, client: S3Client, options: RejectStoreOptions) {
    const { clock, random, log, retryBudgetMs: budgetMs = RETRY_BUDGET_MS } = options;
    const signal = AbortSignal.any([options.signal, this.closing.signal]);
    // Each concurrent write adds a listener; Node 20 would warn of a leak from eleven on.
    setMaxListeners(0, signal);
    this.storage = storage;
    this.client = client;
    this.patience = new SetupPatience(clock, budgetMs / 2);
    this.repeating = {
      ...{ clock, random, signal, budgetMs },
      onRetry: (error, waitMs) => {
        log.info(`${error.message} Trying again in ${Math.ceil(waitMs / 1000)} s.`);
        return undefined;
      },
    };
  }

  /** Writes an object. A failed request is repeated; `timeoutMs` is the limit of each attempt. */
  put(object: NewObject, timeoutMs = RESPONSE_MS): Promise<void> {
    return withRetry(() => this.putOnce(object, timeoutMs), this.repeating);
  }

  /** Deletes an object. Returns whether it could: the credentials may have no right to. */
  async remove(Key: string, timeoutMs: number): Promise<boolean> {
    const command = new DeleteObjectCommand({ Bucket: this.storage.s3_bucket_name, Key });
    return this.client.send(command, this.limits(timeoutMs)).then(
      () => true,
      () => false,
    );
  }

  close(): void {
    this.closing.abort(new Error('the store is closed'));
    this.client.destroy();
  }

  private async putOnce(object: NewObject, timeoutMs: number): Promise<void> {
    const { storage, patience } = this;
    try {
      const command = new PutObjectCommand({ Bucket: storage.s3_bucket_name, ...object });
      const { ETag } = await this.client.send(command, this.limits(timeoutMs));
      if (!ETag) throw noEtagError();
      patience.noteResponse();
    } catch (thrown) {
      throw s3Error(thrown, { storage, timeoutMs, patience });
    }
  }

  private limits(requestTimeout: number) {
    return { abortSignal: this.repeating.signal, requestTimeout };
  }
}
