import type { Clock } from '../clock.ts';
import type { HttpOptions, RawResponse } from '../define/http.ts';
import { ConnectorError } from '../errors.ts';
import { classified } from './errors/classified.ts';
import { header, rejectionError, unreadableResponseError } from './errors/classify.ts';
import { deadlineError, networkError } from './errors/network-error.ts';
import { isSetupFailure, SetupPatience } from './errors/setup-patience.ts';
import { foreignResponseError, isWebPage, webPageError } from './errors/web-page.ts';
import { type DecodedBody, decodeBody, plainBody } from './request/decode-body.ts';
import type { ExchangeResult } from './request/exchange.ts';
import type { PreparedRequest } from './request/prepare-request.ts';

const UNDECODED =
  'The response of the API is compressed although the connector asks for uncompressed responses, and could not be decoded. Check the proxies between the connector and the API.';

type Received = Exclude<ExchangeResult, { readonly is: 'broken' | 'late' }>;
/** A success, or the error of anything else. */
type Judged = RawResponse | ConnectorError;

/** What a reader needs of its client. */
interface ReaderOptions {
  readonly clock: Clock;
  /** See `HttpEnvironment.redact`. */
  readonly redact: ((text: string) => string) | undefined;
  /** Milliseconds for which failures before the first response count as temporary. */
  readonly patienceMs: number;
  /** See `HttpEnvironment.hasRecords`. */
  readonly hasRecords: boolean;
  readonly address: string;
  /** See `HttpEnvironment.responded`. */
  readonly responded: Set<string> | undefined;
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
  private readonly hasRecords: boolean;

  constructor(options: HttpOptions, reading: ReaderOptions) {
    const { clock, redact = unchanged, patienceMs, hasRecords, address, responded } = reading;
    this.options = options;
    this.clock = clock;
    this.redact = redact;
    this.patience = new SetupPatience(clock, patienceMs, address, responded);
    this.hasRecords = hasRecords;
  }

  /**
   * Whether an error needs no confirmation. An error in the provider's own form needs none, because it is not one of a gateway. A
   * 401 needs none if it was repeated with renewed credentials; otherwise also the provider's own does, because its check of
   * credentials may fail for a moment, and credentials that worked before are rarely wrong now.
   */
  isCertain(error: ConnectorError): boolean {
    return error.status === 401 ? this.options.credentials !== undefined : this.ownErrors.has(error);
  }

  /** Returns the response of a success, and the error of anything else. A promise only if the body has to be decoded. */
  read(result: ExchangeResult, request: PreparedRequest): Judged | Promise<Judged> {
    const { where } = request;
    const hadResponse = this.hasResponse;
    if (result.is === 'broken')
      return this.patience.judge(networkError(result.thrown, where, { ...result, hadResponse }));
    if (result.is === 'late') return deadlineError(where, { ...result, hadResponse });
    this.hasResponse = true;
    const encoding = header(result.response, 'content-encoding');
    return encoding === undefined
      ? this.judged(this.complete(result, plainBody(result.response.body), request), request)
      : this.decoded(result, encoding, request);
  }

  private async decoded(result: Received, encoding: string, request: PreparedRequest): Promise<Judged> {
    const { body, status } = result.response;
    const { success, rejection } = request.maxBytes;
    const decoded = await decodeBody(body, encoding, request.isSuccess(status) ? success : rejection);
    return this.judged(this.complete(result, decoded, request), request);
  }

  /** Returns the response with its text; an error if a success is incomplete. */
  private complete(
    result: Received,
    { text, is }: DecodedBody,
    { where, isSuccess }: PreparedRequest,
  ): Judged {
    const { body: _, ...head } = result.response;
    if (!isSuccess(head.status)) return { ...head, text: this.redact(text) };
    const response = { ...head, text };
    if (result.is === 'endless' || is === 'cut')
      return unreadableResponseError(response, where, 'The response of the API does not end.');
    return is === 'broken' ? unreadableResponseError(response, where, UNDECODED) : response;
  }

  private judged(response: Judged, request: PreparedRequest): Judged {
    if (response instanceof ConnectorError) return response;
    const { where, isSuccess, mayCarryRecords } = request;
    const { options } = this;
    const isRight = isSuccess(response.status);
    const page =
      webPageError(response, where, { mayCarryRecords, hasSucceeded: this.hasSucceeded }) ??
      (isRight && foreignResponseError(response, where));
    if (page) return this.patience.judgePage(page, this.hasRecords);
    const usual = isRight
      ? response
      : rejectionError(response, where, this.clock.wall(), options.isProviderError);
    if (usual instanceof ConnectorError && isSetupFailure(usual)) return this.patience.judge(usual);
    if (!isWebPage(response)) this.patience.noteResponse();
    if (!(usual instanceof ConnectorError)) {
      this.hasSucceeded = true;
      return usual;
    }
    const { error, isOwn } = classified(usual, response, request, options);
    if (isOwn) this.ownErrors.add(error);
    return error;
  }
}

const unchanged = (text: string): string => text;
