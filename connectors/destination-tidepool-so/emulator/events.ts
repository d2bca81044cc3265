import { isObject } from '@airbyte-ts/cdk';
/** Problem of one event of a batch. `index` counts from 0. */
export interface EventProblem {
  readonly index: number;
  readonly field: string;
  readonly message: string;
}

const TEXT_FIELDS = ['id', 'user_id', 'session_id', 'event_name', 'text'] as const;
const FIELDS = new Set<string>([...TEXT_FIELDS, 'timestamp', 'properties']);

const TIMESTAMP = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|[+-](\d{2}):?(\d{2}))$/;

/** Returns the first problem of each invalid event; a repeated id in a batch is one. */
export function problemsOf(events: readonly unknown[]): EventProblem[] {
  const ids = new Set<unknown>();
  const problems: EventProblem[] = [];
  for (const [index, event] of events.entries()) {
    const problem = problemOf(event);
    const id = problem ? undefined : (event as { id: string }).id;
    if (problem) problems.push({ index, ...problem });
    else if (ids.has(id)) problems.push({ index, field: 'id', message: 'is repeated in this batch' });
    else ids.add(id);
  }
  return problems;
}

function problemOf(event: unknown): Omit<EventProblem, 'index'> | undefined {
  if (!isObject(event)) return { field: '', message: 'an event must be an object' };
  for (const field of TEXT_FIELDS) {
    const value = event[field];
    if (value === undefined) return { field, message: 'is required' };
    if (typeof value !== 'string' || value.trim() === '')
      return { field, message: 'must be a non-blank string' };
  }
  if (!isTimestamp(event.timestamp)) {
    return { field: 'timestamp', message: 'must be an ISO-8601 date and time with a time zone' };
  }
  if (event.properties !== undefined && !isObject(event.properties)) {
    return { field: 'properties', message: 'must be an object' };
  }
  const unknown = Object.keys(event).find((field) => !FIELDS.has(field));
  return unknown === undefined ? undefined : { field: unknown, message: 'is not a known field' };
}

/** Returns whether a text is an ISO 8601 time with a zone that exists: no 30 February, no hour 25. */
export function isTimestamp(value: unknown): boolean {
  const parts = typeof value === 'string' ? TIMESTAMP.exec(value) : null;
  if (!parts) return false;
  const [year, month, day, hour, minute, second, zoneHour, zoneMinute] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  return (
    year! >= 1 &&
    month! >= 1 &&
    month! <= 12 &&
    day! >= 1 &&
    day! <= daysIn(year!, month!) &&
    hour! <= 23 &&
    minute! <= 59 &&
    second! <= 59 &&
    zoneHour! <= 23 &&
    zoneMinute! <= 59
  );
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
