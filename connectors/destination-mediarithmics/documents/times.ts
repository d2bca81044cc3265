import { invalidTimeReason, toEpochMs as read } from '@airbyte-ts/cdk';

/** The provider accepts milliseconds, and interprets smaller numbers as seconds. */
const FIRST_MS = 1e11;
const LAST_MS = 1e14;

/**
 * Converts a time to milliseconds since 1970, as the API requires; undefined if it is ambiguous or invalid, because a guess could
 * shift a whole history.
 */
export function epochMs(value: unknown): number | undefined {
  const ms = read(value);
  return ms !== undefined && ms >= FIRST_MS && ms < LAST_MS ? ms : undefined;
}

/** The fault of an invalid time, to follow the name of its field. */
export function timeFault(value: unknown): string {
  const fault = invalidTimeReason(value);
  if (fault !== undefined) return fault;
  return read(value) === undefined
    ? 'is not a time: send ISO 8601 with a zone, such as 2024-05-14T08:17:09Z, or milliseconds or seconds since 1970'
    : 'is a time before March 1973 or after 5138, which mediarithmics does not accept';
}
