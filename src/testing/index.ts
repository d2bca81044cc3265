/**
 * What unit tests of a connector are written with: a destination without process or network, a fake clock, and the platform's
 * messages.
 *
 * @module testing
 */

export { type ConfiguredStream, catalog, configuredStream } from './configured-catalog.ts';
export { type DirectHttpOptions, directHttp } from './direct-http.ts';
export { type FakeClock, fakeClock } from './fake-clock.ts';
export {
  globalState,
  type Json,
  legacyState,
  lines,
  type RecordOptions,
  raw,
  record,
  type StateOptions,
  type StreamName,
  type StreamStatus,
  streamState,
  streamStatus,
  textOf,
  withColumns,
} from './messages.ts';
export type {
  DestinationStats,
  DiscoveredOperation,
  OutputMessage,
  Specification,
  Trace,
} from './output-message.ts';
export type { ProvidedRequest, ProvidedResponse } from './scripted-provider.ts';
export { bodyOf, type TestBatchOptions, testBatch, testStreamRun } from './test-batch.ts';
export { type LogOfLines, testContext } from './test-context.ts';
export {
  createTestDestination,
  type TestDestination,
  type TestDestinationOptions,
} from './test-destination.ts';
export type { TestCheck, TestDiscovery, TestRejection, TestRun, TestWrite } from './test-run.ts';
export {
  type CatalogStream,
  discoveredSchema,
  type FieldSchema,
  operationsOf,
  outcomesOf,
  type PreparedRow,
  prepareRecord,
  type RejectedRecord,
  validConfig,
} from './unit.ts';
