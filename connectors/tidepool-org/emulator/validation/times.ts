import { isBefore, isZero, parseGoTime, RFC3339, WITHOUT_ZONE } from './go-time.ts';
import { empty, notAfter, notATime, notOfType, notValid } from './problem.ts';
import { type Check, type Rule, scalar } from './rule.ts';

/** A time that the service parses in its first step and stores as Go prints it. */
export const time = (layout: string, ...checks: readonly Check<string>[]): Rule =>
  scalar((raw) => {
    if (typeof raw !== 'string') return notOfType('time', raw);
    return parseGoTime(raw, layout) ?? notATime(raw, layout);
  }, checks);

/** RFC 3339, with a zone. */
export const moment = (...checks: readonly Check<string>[]): Rule => time(RFC3339, ...checks);

/** A text that has to be a time: looked at in the second step, stored as it was written. */
export const asTime =
  (layout: string): Check<string> =>
  (value) =>
    parseGoTime(value, layout) === undefined ? notValid(value, `as time with layout "${layout}"`) : undefined;

/** Go's zero time counts as no time, for some of the fields. Looks at a time that was read already. */
export const notZero: Check<string> = (value) => (isZero(value) ? empty : undefined);

/** A text that has to be a time, and not the zero time. */
export const asTimeNotZero =
  (layout: string): Check<string> =>
  (value, at) =>
    asTime(layout)(value, at) ?? notZero(parseGoTime(value, layout)!, at);

export const asLocalTime = asTime(WITHOUT_ZONE);

/** Not before the time in a neighbour, if that is there. The error says "after", although the same time will do. */
export const notBefore =
  (name: string): Check<string> =>
  (value, at) => {
    const limit = at.owner[name];
    return typeof limit === 'string' && isBefore(value, limit) ? notAfter(value, limit) : undefined;
  };
