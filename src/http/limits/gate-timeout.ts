/** Thrown for a request that was not admitted because it would have to wait for longer than it may. */
export class GateTimeout extends Error {
  /** Rest of the wait that the provider asked for, in milliseconds; undefined if the wait had another reason. */
  readonly closedMs: number | undefined;
  /** Time that the request has waited, in milliseconds. */
  readonly waitedMs: number;

  constructor(waitedMs: number, closedMs: number | undefined) {
    super('the request may not wait at the gate for so long');
    this.waitedMs = waitedMs;
    this.closedMs = closedMs;
  }
}
