/** Thrown where the service gives up with a 500: what was written before stays. */
export class InternalFailure extends Error {}
