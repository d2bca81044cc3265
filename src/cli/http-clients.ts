import type { Credentials, Http, HttpOptions } from '../define/http.ts';
import { asConnectorError } from '../errors.ts';
import { createHttp, type HttpEnvironment } from '../http/client.ts';

/** What all clients of a command have, except the concurrency, which the definition sets later. */
export interface HttpClientsOptions {
  readonly environment: Omit<HttpEnvironment, 'maxConcurrency'>;
  /** Upper limit of the time of one attempt, in milliseconds; a connector can only set less. */
  readonly timeoutMs: number | undefined;
}

/** Time for renewals of credentials to end, so that a new refresh token is not lost. */
const RENEWAL_MS = 5_000;

/** The HTTP clients of a command. */
export class HttpClients {
  /** Maximum number of concurrent requests, for clients that are created later. */
  maxConcurrency: number | undefined;
  /** Setting with the address of the first client's API, as messages name it. */
  addressSetting: string | undefined;
  private readonly options: HttpClientsOptions;
  private readonly clients: Http[] = [];
  private readonly responded = new Set<string>();
  private readonly credentials = new Set<Credentials>();

  constructor(options: HttpClientsOptions) {
    this.options = options;
  }

  create(wanted: HttpOptions): Http {
    const { environment, timeoutMs: longest = Number.POSITIVE_INFINITY } = this.options;
    this.addressSetting ??= wanted.settings?.baseUrl;
    const timeoutMs = Math.min(wanted.timeoutMs ?? Number.POSITIVE_INFINITY, longest);
    const client = createHttp(
      { ...wanted, ...(Number.isFinite(timeoutMs) && { timeoutMs }) },
      { ...environment, maxConcurrency: this.maxConcurrency, responded: this.responded },
    );
    this.clients.push(client);
    if (wanted.credentials) this.credentials.add(wanted.credentials);
    return client;
  }

  /** Closes the connections that were opened, once renewals of credentials have ended. */
  async close(): Promise<void> {
    await this.renewalsEnded();
    await Promise.allSettled(this.clients.map((client) => client.close()));
  }

  /** Waits until no renewal of credentials is in flight, for 5 seconds at most. Aborting one would lose a new refresh token. */
  async renewalsEnded(): Promise<void> {
    const { clock, log } = this.options.environment;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(RENEWAL_MS, resolve);
      void Promise.allSettled([...this.credentials].map((each) => each.idle?.())).then((ended) => {
        cancel();
        const failed = ended.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
        if (failed)
          log.warn(
            `New credentials could not be stored, so the next sync may need you to authenticate again. ${asConnectorError(failed.reason).message}`,
          );
        resolve();
      });
    });
  }
}
