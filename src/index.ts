/** What a connector is written with. Everything else below `src/` is the engine's own. */
export { closestMatch } from './config/nearest.ts';
export type { ConnectorSpecification } from './config/specification.ts';
export { type Context, type Destination, destination, type SharedConfig } from './define/destination.ts';
export type { Log } from './define/log.ts';
export {
  type AnyOperation,
  type BatchLimits,
  type Operation,
  operation,
  type RecordContext,
  type StreamRun,
} from './define/operation.ts';
export { Reject, reject } from './define/reject.ts';
export {
  type Batch,
  type BatchRow,
  delivered,
  type RowOutcome,
  type Settlement,
  staged,
} from './engine/batch.ts';
export { type Framing, jsonArray, ndjson, oneRowPerRequest } from './engine/packing.ts';
export { ConnectorError, configError, transientError } from './errors.ts';
export { isOutcomeUnknown } from './http/classify.ts';
export { pathSegment } from './http/segment.ts';
export { withTimeLimit } from './http/time-limit.ts';
export { type Token, type TokenCredentials, tokenCredentials } from './http/tokens.ts';
export type { Credentials, Http, HttpOptions, HttpRequest, HttpResponse, RawResponse } from './http/types.ts';
export { stableId } from './mapping/ids.ts';
export { hasPlaceholderJobIds, jobIdOf } from './mapping/job.ts';
export { invalidTimeReason, toEpochMs } from './mapping/times.ts';
export { ExactNumber, numberOf, parseExact, stringifyExact } from './protocol/exact.ts';
