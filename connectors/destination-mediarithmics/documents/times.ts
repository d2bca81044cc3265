import { invalidTimeReason, toEpochMs as read } from '#cdk';

/** The provider takes milliseconds; smaller numbers are seconds. */
const FIRST_MS = 1e11;
const LAST_MS = 1e14;

/** Milliseconds since 1970, as the API counts. Undefined for what can't be read: a guess could move a whole history. */
export function epochMs(value: unknown): number | undefined {
  const ms = read(value);
  return ms !== undefined && ms >= FIRST_MS && ms < LAST_MS ? ms : undefined;
}

/** Why a value is no time, after the name of its field. */
export function noTime(value: unknown): string {
  const fault = invalidTimeReason(value);
  if (fault !== undefined) return fault;
  return read(value) === undefined
    ? 'is no time: send ISO 8601 with a zone, such as 2024-05-14T08:17:09Z, or milliseconds or seconds since 1970'
    : 'is a time before March 1973 or after 5138, which mediarithmics does not take';
}
