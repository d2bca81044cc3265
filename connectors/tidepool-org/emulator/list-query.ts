import { RejectedRequest } from './responses.ts';

interface ListQuery {
  readonly clientName: string | undefined;
  readonly deviceId: string | undefined;
  readonly deleted: boolean;
  /** From 0. */
  readonly page: number;
  readonly size: number;
}

interface Problem {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly source: { readonly parameter: string };
}

/** Parses the query of a list. @throws RejectedRequest with all its problems, including unknown parameters. */
export function knownParameters(query: URLSearchParams): ListQuery {
  const problems: Problem[] = [];
  const read = <T>(name: string, absent: T, reader: (value: string) => T | Omit<Problem, 'source'>): T => {
    const value = query.get(name);
    if (value === null) return absent;
    const result = reader(value);
    if (typeof result !== 'object' || result === null) return result;
    problems.push({ ...(result as Omit<Problem, 'source'>), source: { parameter: name } });
    return absent;
  };
  const list = {
    clientName: read<string | undefined>('client.name', undefined, text),
    deviceId: read<string | undefined>('deviceId', undefined, text),
    deleted: read('deleted', false, bool),
    page: read('page', 0, integer(0, Number.MAX_SAFE_INTEGER)),
    size: read('size', 100, integer(1, 1000)),
  };
  for (const name of new Set(query.keys())) {
    if (!KNOWN.has(name))
      problems.push({
        code: 'not-parsed',
        title: 'not parsed',
        detail: 'not parsed',
        source: { parameter: name },
      });
  }
  if (problems.length > 0)
    throw new RejectedRequest({
      status: 400,
      body: problems.length === 1 ? problems[0] : { errors: problems },
    });
  return list;
}

const KNOWN = new Set(['client.name', 'deviceId', 'deleted', 'page', 'size']);

const text = (value: string): string | Omit<Problem, 'source'> =>
  value === '' ? { code: 'value-empty', title: 'value is empty', detail: 'value is empty' } : value;

function bool(value: string): boolean | Omit<Problem, 'source'> {
  if (/^(1|t|T|true|TRUE|True)$/.test(value)) return true;
  if (/^(0|f|F|false|FALSE|False)$/.test(value)) return false;
  return { code: 'type-not-bool', title: 'type is not bool', detail: 'type is not bool, but string' };
}

const integer =
  (min: number, max: number) =>
  (value: string): number | Omit<Problem, 'source'> => {
    if (!/^[+-]?\d+$/.test(value))
      return { code: 'type-not-int', title: 'type is not int', detail: 'type is not int, but string' };
    const number = Number(value);
    if (number >= min && number <= max) return number;
    const range = max > 1000 ? `greater than or equal to ${min}` : `between ${min} and ${max}`;
    return {
      ...{ code: 'value-out-of-range', title: 'value is out of range' },
      detail: `value ${number} is not ${range}`,
    };
  };
