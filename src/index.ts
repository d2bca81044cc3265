/**
 * What a connector is written with: its definition, operations, batches, the HTTP client and errors.
 *
 * @module cdk
 */

export type { Clock } from './clock.ts';

export {
  type Batch,
  type BatchLimits,
  type BatchRow,
  delivered,
  type RowOutcome,
  type Settlement,
  skipped,
  staged,
} from './define/batch.ts';
export type { Context } from './define/context.ts';
export { type AnyDestination, type Destination, destination } from './define/destination.ts';
export { ExactNumber, numberOf } from './define/exact-number.ts';
export { type Framing, jsonArray, ndjson, oneRowPerRequest } from './define/framing.ts';
export type {
  Credentials,
  Http,
  HttpOptions,
  HttpRequest,
  HttpResponse,
  HttpSettings,
  RawResponse,
} from './define/http.ts';
export type { Log } from './define/log.ts';
export { type AnyOperation, type Operation, operation } from './define/operation.ts';
export type { Received } from './define/received.ts';
export { Reject, reject } from './define/reject.ts';
export type { SharedConfig } from './define/shared-config.ts';
export type { ConnectorSpecification, JsonSchema } from './define/specification.ts';
export type { RecordContext, RoutedStream, StreamRun } from './define/stream.ts';
export type { WaitReason } from './define/wait-reason.ts';
export {
  ConnectorError,
  type ConnectorErrorOptions,
  configError,
  type ErrorCatalog,
  type ErrorCode,
  type ErrorExplanation,
  type ErrorKind,
  type FailureType,
  type StreamDescriptor,
  transientError,
} from './errors.ts';
export {
  type Token,
  type TokenCredentials,
  type TokenOptions,
  tokenCredentials,
} from './http/auth/tokens.ts';
export { isOutcomeUnknown } from './http/errors/classify.ts';
export { pathSegment } from './http/request/path-segment.ts';
export { isObject } from './json.ts';
export { isMarkedDeleted, stableId } from './mapping/identity/ids.ts';
export { invalidTimeReason, toEpochMs } from './mapping/schema/times.ts';
export { stringifyByValue, stringifyExact } from './protocol/exact.ts';
export { parseExact } from './protocol/parse-exact.ts';
export { withTimeLimit } from './retry/time-limit.ts';
export { closestMatch } from './text/closest-match.ts';
export { formatList } from './text/format-list.ts';
