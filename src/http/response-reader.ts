import type { Clock } from '../clock.ts';
import type { HttpOptions, RawResponse } from '../define/http.ts';
import { ConnectorError } from '../errors.ts';
import { header, rejectionError, unreadableResponseError } from './errors/classify.ts';
import { deadlineError, networkError } from './errors/network-error.ts';
import { isSetupFailure, SetupPatience } from './errors/setup-patience.ts';
import { foreignResponseError, webPageError } from './errors/web-page.ts';
import { withoutRecords } from './errors/without-records.ts';
import { decodeBody, plainBody } from './request/decode-body.ts';
import type { ExchangeResult } from './request/exchange.ts';
import type { PreparedRequest } from './request/prepare-request.ts';

const UNDECODED =
  'The response of the API is compressed although the connector asks for uncompressed responses, and could not be decoded. Check the proxies between the connector and the API.';

/** What a reader needs of its client. */
interface ReaderOptions {
  readonly clock: Clock;
  /** See `HttpEnvironment.redact`. */
  readonly redact: ((text: string) => string) | undefined;
  /** Milliseconds for which failures before the first response count as temporary. */
  readonly patienceMs: number;
}

/**
 * Turns results of exchanges into responses and errors. A result is judged by what the client received before: until its first
 * success, a failure is more likely one of the settings.
 */
export class ResponseReader {
  /** Whether a request has succeeded. */
  hasSucceeded = false;
  private hasResponse = false;
  /** Errors in the provider's own form. */
  private readonly ownErrors = new WeakSet<ConnectorError>();
  private readonly options: HttpOptions;
  private readonly clock: Clock;
  private readonly redact: (text: string) => string;
  private readonly patience: SetupPatience;

  constructor(options: HttpOptions, { clock, redact = unchanged, patienceMs }: ReaderOptions) {
    this.options = options;
    this.clock = clock;
    this.redact = redact;
    this.patience = new SetupPatience(clock, patienceMs);
  }

  /** Whether an error certainly is the provider's, and not one of a gateway before it. */
  isCertain(error: ConnectorError): boolean {
    return this.ownErrors.has(error) || (error.status === 401 && this.options.credentials !== undefined);
  }

  /** Returns the response of a success, and the error of anything else. */
  async read(result: ExchangeResult, request: PreparedRequest): Promise<RawResponse | ConnectorError> {
    const { where } = request;
    const answeredBefore = this.hasResponse;
    if (result.is === 'broken')
      return this.patience.judge(networkError(result.thrown, where, { ...result, answeredBefore }));
    if (result.is === 'late') return deadlineError(where, { ...result, answeredBefore });
    this.hasResponse = true;
    const response = await this.decoded(result, request);
    return response instanceof ConnectorError ? response : this.judged(response, request);
  }

  /** Returns the response with its text; an error if a success is incomplete. */
  private async decoded(
    result: Exclude<ExchangeResult, { is: 'broken' | 'late' }>,
    { where, isSuccess, maxBytes }: PreparedRequest,
  ): Promise<RawResponse | ConnectorError> {
    const { body, ...head } = result.response;
    const encoding = header(head, 'content-encoding');
    const { text, is } =
      encoding === undefined
        ? plainBody(body)
        : await decodeBody(body, encoding, isSuccess(head.status) ? maxBytes.success : maxBytes.rejection);
    if (!isSuccess(head.status)) return { ...head, text: this.redact(text) };
    const response = { ...head, text };
    if (result.is === 'endless' || is === 'cut')
      return unreadableResponseError(response, where, 'The response of the API does not end.');
    return is === 'broken' ? unreadableResponseError(response, where, UNDECODED) : response;
  }

  private judged(
    response: RawResponse,
    { where, isSuccess, mayCarryRecords, isWithoutRecords }: PreparedRequest,
  ): RawResponse | ConnectorError {
    const { options } = this;
    const isRight = isSuccess(response.status);
    const page =
      webPageError(response, where, mayCarryRecords) ?? (isRight && foreignResponseError(response, where));
    if (page) return page;
    const usual = isRight
      ? response
      : rejectionError(response, where, this.clock.wall(), options.isProviderError);
    if (usual instanceof ConnectorError && isSetupFailure(usual)) return this.patience.judge(usual);
    this.patience.noteResponse();
    if (!(usual instanceof ConnectorError)) {
      this.hasSucceeded = true;
      return usual;
    }
    const own = options.classify?.(response);
    const error = own ? completed(own, usual) : usual;
    const isOwn = options.isProviderError?.(response) === true;
    if (isOwn) this.ownErrors.add(error);
    return isWithoutRecords && !isOwn ? withoutRecords(error) : error;
  }
}

const unchanged = (text: string): string => text;

/** Completes the error that a connector made of a response with the technical details. */
function completed(own: ConnectorError, usual: ConnectorError): ConnectorError {
  const { detail, status, retryAfterMs, providerMessage } = usual;
  return own.with({
    ...(own.detail === undefined && detail !== undefined && { detail }),
    ...(own.status === undefined && status !== undefined && { status }),
    ...(own.retryAfterMs === undefined && retryAfterMs !== undefined && { retryAfterMs }),
    ...(own.providerMessage === undefined && providerMessage !== undefined && { providerMessage }),
  });
}
