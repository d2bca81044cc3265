/**
 * What unit tests of a connector are written with: a destination without process or network, a fake clock, and the platform's
 * messages.
 *
 * @module testing
 */

export * from './configured-catalog.ts';
export { type DirectHttpOptions, directHttp } from './direct-http.ts';
export { type FakeClock, fakeClock } from './fake-clock.ts';
export * from './messages.ts';
export type {
  DestinationStats,
  DiscoveredOperation,
  OutputMessage,
  Specification,
  Trace,
} from './output-message.ts';
export type { ProvidedRequest, ProvidedResponse } from './scripted-provider.ts';
export {
  createTestDestination,
  type TestDestination,
  type TestDestinationOptions,
} from './test-destination.ts';
export type { TestCheck, TestDiscovery, TestRun, TestWrite } from './test-run.ts';
export * from './unit.ts';
