/**
 * Descriptions of connectors for the acceptance suite, which `airbyte-ts accept` runs: the contract of the protocol as cases, for
 * a destination in any language.
 *
 * @module acceptance
 */

export type { Finished } from '../process.ts';
export { checkSpec, type Violation } from '../spec-rules.ts';
export type * from '../subject.ts';
export { CANARY_SECRET, schemaMistake, unreachable } from '../subjects/broken-configs.ts';
export { builtConnector } from '../subjects/built-connector.ts';
export { type DeliveryMatch, faultPlanOf, type PathMatch } from '../subjects/fault-plan.ts';
export { UNSEEN } from './unseen.ts';
