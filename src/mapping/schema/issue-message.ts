import type { z } from 'zod';
import { formatList } from '../../text/format-list.ts';

type Issue = z.core.$ZodRawIssue;

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'an integer',
  bigint: 'an integer',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  map: 'an object',
  array: 'a list',
  tuple: 'a list',
  null: 'null',
  date: 'a time',
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'is not a time with a zone, such as 2024-05-14T08:17:09Z',
  date: 'is not a date, such as 2024-05-14',
  time: 'is not a time of day, such as 08:17:09',
  duration: 'is not a duration as ISO 8601 has it, such as PT5M',
  email: 'is not an e-mail address',
  url: 'is not an absolute URL',
  uuid: 'is not a uuid',
  guid: 'is not a uuid',
};

/** Returns the problem of a field, to follow its name, for schemas without their own message. Never contains the value. */
export function issueMessage(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `is not ${TYPES[issue.expected] ?? 'of the right type'}`;
    case 'invalid_value':
      return `is not ${issue.values.length > 1 ? 'one of ' : ''}${formatList(issue.values.map(String))}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'does not have the required form';
    case 'too_small':
      return tooSmall(issue.origin, issue.minimum, issue.inclusive ?? true);
    case 'too_big':
      return tooBig(issue.origin, issue.maximum, issue.inclusive ?? true);
    case 'not_multiple_of':
      return `is not a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return 'has fields that are not allowed';
    case 'invalid_union':
      return 'has none of the allowed forms';
    case 'invalid_key':
    case 'invalid_element':
      return 'has an entry that is not allowed';
    default:
      return 'is not allowed';
  }
}

/** Units of sizes; numbers have none. */
const COUNTED: Readonly<Record<string, string>> = {
  string: 'characters',
  array: 'entries',
  set: 'entries',
  map: 'entries',
};

function tooSmall(origin: string, bound: number | bigint, isIncluded: boolean): string {
  const counted = COUNTED[origin];
  if (counted === undefined) return `is ${isIncluded ? 'below' : 'not above'} ${bound}`;
  return Number(bound) === 1 ? 'is empty' : `has fewer than ${bound} ${counted}`;
}

function tooBig(origin: string, bound: number | bigint, isIncluded: boolean): string {
  const counted = COUNTED[origin];
  if (counted === undefined) return `is ${isIncluded ? 'above' : 'not below'} ${bound}`;
  return `has more than ${bound} ${counted}`;
}
