/** The acceptance suite: the protocol's contract as cases for a destination in any language. */
export { connectorAcceptance, type Surroundings } from '../cli/program.ts';
export type { Emulators } from '../cli/subject.ts';
export { checkSpec, type Violation } from '../spec-rules.ts';
export type * from '../subject.ts';
export { CANARY_SECRET, schemaMistake, unreachable } from '../subjects/broken-configs.ts';
export { builtConnector } from '../subjects/built-connector.ts';
export { faultPlanOf } from '../subjects/fault-plan.ts';
export { acceptanceCases } from './all.ts';
export type { Case, CaseResult, Need, Tools } from './case.ts';
export { runCase, runSuite } from './run.ts';
