/**
 * What an emulator of a provider is written with: a server on the loopback interface that keeps a request log, injects faults and
 * can run on a fake clock. The author adds the provider's state and responses.
 *
 * @module emulator
 */

export { API_KEY, apiKeyCheck, apiKeyOptions, FORBIDDEN_API_KEY } from './api-keys.ts';
export type { Demo } from './demo.ts';
export { type Emulator, emulator, type InvalidKind } from './emulator.ts';
export type { FaultControl } from './fault-picker.ts';
export { type FaultPlan, type FaultPlanInput, readFaultPlan } from './faults.ts';
export { elementTexts } from './json-elements.ts';
export {
  type Effect,
  type EmulatedProvider,
  type EmulatedRequest,
  type EmulatedResponse,
  jsonResponse,
} from './provider.ts';
export { type Quota, type RateLimit, rateLimit } from './rate-limit.ts';
export type { LoggedRequest, Moment, Traffic } from './request-log.ts';
export { type EmulatorOptions, type RunningEmulator, startEmulator } from './server.ts';
