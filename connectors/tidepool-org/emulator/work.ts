/** Thrown where the service fails with a 500: earlier writes are kept. */
export class InternalFailure extends Error {}
