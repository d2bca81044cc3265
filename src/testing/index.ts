/** What unit tests of a connector are written with: a destination without process or network, a fake clock, and the platform's messages. */
export { type FakeClock, fakeClock } from './fake-clock.ts';
export * from './messages.ts';
export type { OutputMessage } from './output-message.ts';
