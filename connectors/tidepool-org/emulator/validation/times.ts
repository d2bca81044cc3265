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

/** A text that has to be a time: validated in the second step, stored unchanged. */
const asTime =
  (layout: string): Check<string> =>
  (value) =>
    parseGoTime(value, layout) === undefined ? notValid(value, `as time with layout "${layout}"`) : undefined;

/** Rejects Go's zero time, which counts as absent in some fields. Expects a parsed time. */
export const notZero: Check<string> = (value) => (isZero(value) ? empty : undefined);

/** A text that has to be a time, and not the zero time. */
export const asTimeNotZero =
  (layout: string): Check<string> =>
  (value, at) =>
    asTime(layout)(value, at) ?? notZero(parseGoTime(value, layout)!, at);

export const asLocalTime = asTime(WITHOUT_ZONE);

/** Not before the time in a neighbouring member, if there is one. The error says "after", although the same time is valid. */
export const notBefore =
  (name: string): Check<string> =>
  (value, at) => {
    const limit = at.owner[name];
    return typeof limit === 'string' && isBefore(value, limit) ? notAfter(value, limit) : undefined;
  };
