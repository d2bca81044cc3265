/** The platform as a connector meets it: who feeds it, who ends it too early, who starts it again, and what it then promises. */
export * from './attempt.ts';
export type { Driven, Pod, WriteCommand } from './drive.ts';
export { endedEarly } from './early-end.ts';
export { type Judging, problemsOf } from './judge.ts';
export type { PlatformBehaviour } from './manner.ts';
export * from './source.ts';
export { stopJobs } from './wrapper.ts';
