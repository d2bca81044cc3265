import { z } from 'zod';
import { TYPE_PATTERNS } from './times.ts';

type Issue = z.core.$ZodRawIssue;

/**
 * Orders issues like the service: it first validates the types of all fields, their times, and the fields that determine
 * the fields of an embedded object; other rules only if all of these are valid. The first issue becomes the
 * reason of a rejected record, so the reason is one that the service would give.
 */
export const typesFirst = z.check<object>(({ issues }) => {
  if (issues.length > 1) issues.sort((one, other) => Number(isOfType(other)) - Number(isOfType(one)));
});
typesFirst._zod.def.when = () => true;

function isOfType(issue: Issue): boolean {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input !== undefined;
    case 'invalid_format':
      return TYPE_PATTERNS.has(issue.pattern);
    case 'invalid_value':
      return (issue.input !== undefined && typeof issue.input !== 'string') || isDeciding(issue.path ?? []);
    default:
      return false;
  }
}

const EMBEDDED: readonly unknown[] = ['bolus', 'status', 'suppressed'];
const DECIDING: readonly unknown[] = ['type', 'subType', 'deliveryType'];

function isDeciding(path: readonly PropertyKey[]): boolean {
  return EMBEDDED.includes(path.at(-2)) && DECIDING.includes(path.at(-1));
}
