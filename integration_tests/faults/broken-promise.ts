/** A promise that was broken, and when. */
export class BrokenPromise extends Error {
  override name = 'BrokenPromise';
}
