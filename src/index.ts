/** What a connector is written with. Everything else below `src/` is the engine's own. */
export { nearest } from './config/nearest.ts';
export type { ConnectorSpecification } from './config/specification.ts';
export { type Context, type Destination, destination, type SharedConfig } from './define/destination.ts';
export type { Log } from './define/log.ts';
export {
  type AnyOperation,
  type Limits,
  type Operation,
  operation,
  type Source,
  type StreamRun,
} from './define/operation.ts';
export { Reject, reject } from './define/reject.ts';
export { type Batch, delivered, type Outcome, type Row, type Settlement, staged } from './engine/batch.ts';
export { alone, type Framing, jsonArray, ndjson } from './engine/packing.ts';
export { ConnectorError, configError, transientError } from './errors.ts';
export { isAmbiguous } from './http/classify.ts';
export { segment } from './http/segment.ts';
export { within } from './http/time-limit.ts';
export { type Token, type TokenCredentials, tokenCredentials } from './http/tokens.ts';
export type { Answer, Credentials, Http, HttpOptions, HttpRequest, Reply } from './http/types.ts';
export { stableId } from './mapping/ids.ts';
export { areConstant, jobOf } from './mapping/job.ts';
export { epochMs, timeFault } from './mapping/times.ts';
export { ExactNumber, numberOf, parseExact, stringifyExact } from './protocol/exact.ts';
