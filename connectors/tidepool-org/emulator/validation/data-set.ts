import { isObject } from '@airbyte-ts/cdk';
import { annotations, clockDriftOffset, zoneOffset } from './datum.ts';
import { isDataId, isReverseDomain, isZoneName } from './formats.ts';
import { freeForm } from './free-form.ts';
import { texts } from './lists.ts';
import type { Fields } from './place.ts';
import { notParsed } from './problem.ts';
import type { Rule } from './rule.ts';
import { atLeastLong, integer, notEmpty, oneOf, text } from './scalars.ts';
import { object } from './structures.ts';
import { asLocalTime, moment } from './times.ts';

/** Members that the server sets; values of the client are ignored. */
const OWNED_BY_SERVER = ['createdTime', 'modifiedTime', 'type'];

/** The members of a data set (the service's `data/data_set.go`). `type` is read and ignored. */
const MEMBERS = {
  annotations: annotations(),
  byUser: text(),
  client: object({ name: text(notEmpty), version: text(notEmpty), private: freeForm() }),
  clockDriftOffset: clockDriftOffset(),
  computerTime: text(asLocalTime),
  conversionOffset: integer(),
  createdTime: moment(),
  createdUserId: text(),
  dataSetType: text(oneOf('continuous', 'normal')),
  deduplicator: object({ name: text(isReverseDomain) }),
  deletedTime: moment(),
  deletedUserId: text(),
  deviceId: text(notEmpty),
  deviceManufacturers: texts([notEmpty], { unique: true, sorted: true }),
  deviceModel: text(notEmpty),
  deviceSerialNumber: text(notEmpty),
  deviceTags: texts([oneOf('activity-monitor', 'bgm', 'cgm', 'insulin-pump')], {
    unique: true,
    sorted: true,
  }),
  deviceTime: text(asLocalTime),
  id: text(isDataId),
  modifiedTime: moment(),
  modifiedUserId: text(),
  payload: freeForm(),
  time: moment(),
  timeProcessing: text(oneOf('across-the-board-timezone', 'none', 'utc-bootstrapping')),
  timezone: text(isZoneName),
  timezoneOffset: zoneOffset(),
  type: text(),
  uploadId: text(),
  version: text(atLeastLong(5)),
};

const rule = object(MEMBERS);

/** Unlike a datum, a data set with an undeclared member is rejected, even if the member is null. */
export const dataSet: Rule = {
  ...rule,
  parse(raw, at) {
    const value = rule.parse(raw, at);
    if (isObject(raw)) {
      const unknown = Object.keys(raw).filter((name) => !Object.hasOwn(MEMBERS, name));
      for (const name of unknown.sort()) at.member(name).report(notParsed);
    }
    return value;
  },
  normalise(value, at) {
    const stored = rule.normalise(value, at) as Fields;
    for (const name of OWNED_BY_SERVER) delete stored[name];
    const id = stored.id ?? at.run.newId();
    return { dataSetType: 'normal', ...stored, type: 'upload', id, uploadId: stored.uploadId ?? id };
  },
};
