import {
  type Batch,
  ConnectorError,
  type Context,
  type Http,
  isObject,
  type RawResponse,
  transientError,
} from '@airbyte-ts/cdk';
import type { DestinationTidepoolSoConfig } from '../../spec/types/destination-tidepool-so.ts';

/**
 * The two endpoints of the events API (https://docs.tidepool.so/docs/upload-historical-events-tidepool-api). Both take
 * a JSON array of 1 to 100 events; `/validate` stores nothing and returns 200, `/track` stores and returns 201. Response
 * bodies are not documented, so any 2xx counts as success, unless its body is an error or can't be read.
 */
export class EventsApi {
  private readonly http: Http;
  private readonly context: Context;
  private readonly validation: DestinationTidepoolSoConfig['validation'];
  /** Whether tidepool.so has accepted events in this sync. */
  private hasAccepted = false;
  /** The validation that other batches wait for, until one is accepted. */
  private running: Promise<void> | undefined;
  private hasWarnedOfStatus = false;

  constructor(config: DestinationTidepoolSoConfig, context: Context) {
    this.context = context;
    this.validation = config.validation;
    this.http = context.http({
      baseUrl: config.base_url,
      settings: { baseUrl: 'Base URL (base_url)', credentials: 'API Key (api_key)' },
      headers: { 'x-tidepool-api-key': config.api_key, 'content-type': 'application/json' },
      requestsPerSecond: config.max_requests_per_second,
      classify: rejectedKey,
    });
  }

  /** Validates events without storing them. */
  async validate(body: readonly Uint8Array[], { idempotent = false } = {}): Promise<void> {
    const { status, data } = await this.http.request({ method: 'POST', path: '/validate', body, idempotent });
    verifySuccess('/validate', status, data);
    this.hasAccepted = true;
  }

  /** Validates one event for a check, in which nothing else repeats a request whose response was damaged. */
  async probe(body: readonly Uint8Array[]): Promise<void> {
    const { clock, signal } = this.context;
    for (const pause of PROBE_PAUSES_MS) {
      try {
        return await this.validate(body, { idempotent: true });
      } catch (error) {
        if (!(error instanceof ConnectorError) || error.code !== INCOMPLETE) throw error;
        await clock.sleep(pause, signal);
      }
    }
    await this.validate(body, { idempotent: true });
  }

  /** Stores events. */
  async track(body: readonly Uint8Array[]): Promise<void> {
    const { status, data } = await this.http.request({ method: 'POST', path: '/track', body });
    verifySuccess('/track', status, data);
    if (status === 201 || this.hasWarnedOfStatus) return;
    this.hasWarnedOfStatus = true;
    this.context.log.warn(`/track returned status ${status}; 201 is documented. The events count as stored.`);
  }

  /**
   * Validates a batch if the configuration requires it. With `first_batch`, batches are validated one after another until one is
   * accepted, and all others wait: a wrong mapping is found before events are stored. A batch that is rejected, or gets the page
   * of a firewall, is handled by its own delivery: the response is about its events only.
   */
  async admit(batch: Batch): Promise<void> {
    if (this.validation === 'never') return;
    if (this.validation === 'every_batch') return this.validate(batch.body());
    while (!this.hasAccepted) {
      const running = this.running;
      if (!running) return this.validateAlone(batch);
      await running.catch((error: unknown) => {
        if (!isAboutBatch(error)) throw error;
      });
    }
  }

  private validateAlone(batch: Batch): Promise<void> {
    this.running = this.validate(batch.body());
    return this.running.catch((error: unknown) => {
      if (isRejection(error) || (error instanceof ConnectorError && error.retryable))
        this.running = undefined;
      throw error;
    });
  }
}

const isRejection = (error: unknown): boolean => error instanceof ConnectorError && error.kind === 'reject';

/** Codes of rejections by a firewall, which may be about the content of an event. */
const FIREWALL: ReadonlySet<string> = new Set(['ERR_WEB_PAGE', 'ERR_REDIRECT']);

/** Whether an error may be about the events of its batch, and so says nothing of other batches. */
const isAboutBatch = (error: unknown): boolean =>
  isRejection(error) || (error instanceof ConnectorError && error.retryable && FIREWALL.has(error.code));

/** Pauses before a check repeats a request whose response was damaged. */
const PROBE_PAUSES_MS = [1_000, 3_000, 8_000];

/** Code of a success whose body is not complete. */
const INCOMPLETE = 'ERR_INCOMPLETE_RESPONSE';
/** Code of an error with the status of a success. */
export const ERROR_IN_SUCCESS = 'ERR_ERROR_IN_SUCCESS';

/** Throws if the body of a success says that the request failed, or is a part of a document: the outcome is unknown then. */
function verifySuccess(path: string, status: number, text: string): void {
  const unknown = (problem: string, code: typeof ERROR_IN_SUCCESS | typeof INCOMPLETE) =>
    transientError(
      `tidepool.so responded to ${path} with ${problem} in spite of the status ${status}, so it is unknown whether it accepted the events. If this happens again, check proxies between the connector and tidepool.so.`,
      { code, status, providerMessage: text },
    );
  const plain = text.replace(/^\uFEFF/, '').trim();
  if (!LOOKS_LIKE_DOCUMENT.test(plain)) return;
  const body = jsonIn(plain) ?? linesIn(plain);
  if (body === undefined) throw unknown('a body that is not complete JSON', INCOMPLETE);
  if (saysFailure(body)) throw unknown('an error', ERROR_IN_SUCCESS);
}

/** The beginning of a JSON object, a list of objects or lists, or a page. */
const LOOKS_LIKE_DOCUMENT = /^(?:\{\s*["}]|\[\s*[{[\]]|<)/;

/** Returns the value of a JSON text; undefined for other texts. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Returns the values of JSON lines; undefined if one of them is no JSON. */
function linesIn(text: string): readonly unknown[] | undefined {
  const values = text.split('\n').map(jsonIn);
  return values.includes(undefined) ? undefined : values;
}

/** Whether a body, or an entry of a list, has an error or a status of failure. */
function saysFailure(body: unknown): boolean {
  if (Array.isArray(body)) return body.some((each) => isObject(each) && saysFailure(each));
  if (!isObject(body)) return false;
  const { error, errors, status, success } = body;
  const isFailure = /^(?:error|failed|failure)$/i.test(String(status)) || String(success) === 'false';
  return isFailure || [error, errors].flat().some((each) => Boolean(each) && !isEmpty(each));
}

const isEmpty = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0;

function rejectedKey({ status }: RawResponse): ConnectorError | undefined {
  if (status !== 401 && status !== 403) return undefined;
  return new ConnectorError(
    'auth',
    'tidepool.so rejects the API Key (api_key). Create a key for the project under Settings, API Keys on app.tidepool.so and enter it as API Key (api_key).',
    { code: 'ERR_API_KEY_REJECTED' },
  );
}
