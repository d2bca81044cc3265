/** A model of the platform: starts a connector, writes its input, interrupts and restarts it, and checks its promises. */
export * from './attempt.ts';
export type { Driven, Pod, WriteCommand } from './drive.ts';
export { endedEarly } from './early-end.ts';
export { type Judging, problemsOf } from './judge.ts';
export type { PlatformBehaviour } from './platform-behaviour.ts';
export * from './source.ts';
