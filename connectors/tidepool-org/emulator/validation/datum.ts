import { isDataId, isZoneName } from './formats.ts';
import { freeForm } from './free-form.ts';
import { list, texts } from './lists.ts';
import type { Fields, Meta } from './place.ts';
import { type Rule, required } from './rule.ts';
import { atMost, between, equalTo, integer, notEmpty, text } from './scalars.ts';
import { type Members, type Overall, object } from './structures.ts';
import { associations, location, origin } from './surroundings.ts';
import { asLocalTime, moment, notZero } from './times.ts';

const WEEK_IN_MINUTES = 7 * 24 * 60;
const DAY = 86_400_000;

/** The offset of a zone or a schedule, in minutes. */
export const zoneOffset = (): Rule => integer(between(-WEEK_IN_MINUTES, WEEK_IN_MINUTES));

export const clockDriftOffset = (): Rule => integer(between(-DAY, DAY));

export const annotations = (): Rule => list(freeForm());

/** An empty list of notes is valid, and is not stored. */
function notes(): Rule {
  const rule = texts([notEmpty, atMost(1000)], { max: 100, mayBeEmpty: true });
  return {
    ...rule,
    normalise(value, at) {
      const stored = rule.normalise(value, at) as readonly string[];
      return stored.length > 0 ? stored : undefined;
    },
  };
}

/** The members that a datum of any type may have (the service's `data/types/base.go`). */
const COMMON: Members = {
  type: text(),
  annotations: annotations(),
  associations: associations(),
  clockDriftOffset: clockDriftOffset(),
  conversionOffset: integer(),
  deviceId: text(notEmpty),
  deviceTime: text(asLocalTime),
  id: text(isDataId),
  location: location(),
  notes: notes(),
  origin: origin(),
  payload: freeForm(),
  source: text(equalTo('carelink')),
  tags: texts([notEmpty, atMost(100)], { max: 100, unique: true, sorted: true }),
  time: required(moment(notZero)),
  timezone: text(isZoneName),
  timezoneOffset: zoneOffset(),
};

/** A type of datum: the common members, its own ones, and an id and the data set's id when it is stored. */
export function datum(meta: Meta, members: Members, ...overall: readonly Overall[]): Rule {
  const { type: _, ...subTypes } = meta;
  const telling = Object.fromEntries(Object.keys(subTypes).map((key) => [key, text()]));
  const rule = object({ ...COMMON, ...telling, ...members }, ...overall);
  return {
    parse: (raw, at) => rule.parse(raw, at.about(meta)),
    validate(value, at) {
      if (value !== undefined) rule.validate(value, at.about(meta).within(value as Fields));
    },
    normalise(value, at) {
      const stored = rule.normalise(value, at.within(value as Fields)) as Fields;
      return { ...stored, id: stored.id ?? at.run.newId(), uploadId: at.run.uploadId };
    },
  };
}

/** An embedded datum: stored separately, and replaced by its id. */
export const splitOff = (rule: Rule): Rule => ({
  ...rule,
  normalise(value, at) {
    const stored = rule.normalise(value, at) as Fields;
    at.run.splitOff.push(stored);
    return stored.id;
  },
});
