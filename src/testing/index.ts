/**
 * What tests of a connector need: a process harness, the platform's lines, and the acceptance suite, which any command
 * that speaks the protocol can be put through, whatever it is written in.
 */
export { acceptanceCases } from './acceptance/all.ts';
export type { Case, CaseResult, Need, Tools } from './acceptance/case.ts';
export { runCase, runSuite } from './acceptance/run.ts';
export { connectorAcceptance } from './cli/program.ts';
export { type FakeClock, fakeClock } from './fake-clock.ts';
export * from './messages.ts';
export type { OutputMessage } from './output-message.ts';
export * from './platform/index.ts';
export { type Finished, type Running, type RunOptions, runConnector, startConnector } from './process.ts';
export { checkSpec } from './spec-rules.ts';
export type * from './subject.ts';
