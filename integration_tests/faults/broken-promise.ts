/** A broken promise, with the time of the breach. */
export class BrokenPromise extends Error {
  override name = 'BrokenPromise';
}
