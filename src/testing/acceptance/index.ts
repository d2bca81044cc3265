/**
 * The acceptance suite: the contract of the protocol as cases, for a destination in any language.
 *
 * @module acceptance
 */

export { connectorAcceptance, type Output, type Surroundings } from '../cli/program.ts';
export type { Emulators } from '../cli/subject.ts';
export type { Finished, Running, RunOptions, Stdin } from '../process.ts';
export { checkSpec, type Violation } from '../spec-rules.ts';
export type * from '../subject.ts';
export { CANARY_SECRET, schemaMistake, unreachable } from '../subjects/broken-configs.ts';
export { builtConnector } from '../subjects/built-connector.ts';
export { type DeliveryMatch, faultPlanOf } from '../subjects/fault-plan.ts';
export { acceptanceCases } from './all.ts';
export type { Case, CaseResult, Need, OwnRun, SharedRun, ToolOptions, Tools, WriteJob } from './case.ts';
export type { Journal, JournalRun } from './journal.ts';
export { type CaseOptions, runCase, runSuite } from './run.ts';
export type { TestStream, TestStreamOptions } from './stream.ts';
export { UNSEEN } from './unseen.ts';
