import { expect, test } from 'vitest';
import { validateDataSet } from '../validation.ts';
import type { Fields } from './place.ts';
import { letters } from './testing/cases.ts';

const ID = '0123456789abcdefghijklmnopqrstuv';

function judge(body: unknown): string[] {
  const result = validateDataSet(body, () => 'new');
  return result.ok ? [] : result.errors.map(({ code, source }) => `${code} ${source.pointer}`.trimEnd());
}

const table: [body: unknown, ...errors: string[]][] = [
  [{}],
  [[], 'type-not-object'],
  ['x', 'type-not-object'],
  [{ client: {} }],
  [{ client: { name: 'any name', version: '1', private: { os: 'x' }, platform: 5 } }],
  [
    { client: { name: '', version: '', private: {} } },
    'value-empty /client/name',
    'value-empty /client/version',
    'value-empty /client/private',
  ],
  [{ client: { private: { a: letters(4089) } } }, 'size-out-of-range /client/private'],
  [{ client: 'x' }, 'type-not-object /client'],
  [{ dataSetType: 'continuous' }],
  [{ dataSetType: 'Normal' }, 'value-not-allowed /dataSetType'],
  [{ deduplicator: {} }],
  [{ deduplicator: { name: 'a.b', version: 5, hash: 5 } }],
  [{ deduplicator: { name: `${letters(63)}.${letters(63)}.${letters(63)}.${letters(61)}` } }],
  [
    { deduplicator: { name: `${letters(63)}.${letters(63)}.${letters(63)}.${letters(62)}` } },
    'length-out-of-range /deduplicator/name',
  ],
  [{ deduplicator: { name: '' } }, 'value-empty /deduplicator/name'],
  ...['none', 'a..b', '-a.b', 'a.b-', `${letters(64)}.b`, 'a.b_c'].map((name): [unknown, string] => [
    { deduplicator: { name } },
    'value-not-valid /deduplicator/name',
  ]),
  [{ deviceId: '' }, 'value-empty /deviceId'],
  [{ deviceManufacturers: ['a', 'b'] }],
  [{ deviceManufacturers: [] }, 'value-empty /deviceManufacturers'],
  [
    { deviceManufacturers: ['a', '', 'a'] },
    'value-empty /deviceManufacturers/1',
    'value-duplicate /deviceManufacturers/2',
  ],
  [
    { deviceModel: '', deviceSerialNumber: '' },
    'value-empty /deviceModel',
    'value-empty /deviceSerialNumber',
  ],
  [{ deviceTags: ['activity-monitor', 'bgm', 'cgm', 'insulin-pump'] }],
  [{ deviceTags: ['fgm'] }, 'value-not-allowed /deviceTags/0'],
  [{ deviceTags: ['cgm', 'cgm'] }, 'value-duplicate /deviceTags/1'],
  [{ deviceTags: [] }, 'value-empty /deviceTags'],
  [{ time: '2024-01-01T00:00:00+02:00' }],
  [{ time: '2024-01-01' }, 'value-not-parsable /time'],
  [{ time: 5 }, 'type-not-time /time'],
  [{ computerTime: '2024-01-01T00:00:00', deviceTime: '2024-01-01T00:00:00' }],
  [
    { computerTime: '2024-01-01', deviceTime: 'x' },
    'value-not-valid /computerTime',
    'value-not-valid /deviceTime',
  ],
  [{ timeProcessing: 'across-the-board-timezone' }],
  [{ timeProcessing: '' }, 'value-not-allowed /timeProcessing'],
  [{ timezone: 'America/New_York', timezoneOffset: -10_080 }],
  [
    { timezone: 'x', timezoneOffset: 10_081 },
    'value-not-valid /timezone',
    'value-out-of-range /timezoneOffset',
  ],
  [{ timezoneOffset: 1.5 }, 'type-not-int /timezoneOffset'],
  [{ timezoneOffset: 330.0 }],
  [{ clockDriftOffset: 86_400_001 }, 'value-out-of-range /clockDriftOffset'],
  [{ conversionOffset: 1e12 }],
  [{ version: '1.2.3' }],
  [{ version: '1.23' }, 'length-out-of-range /version'],
  [{ annotations: [], payload: {} }, 'value-empty /annotations', 'value-empty /payload'],
  [{ id: 'x' }, 'value-not-valid /id'],
  [{ uploadId: 'anything', byUser: 'u', createdUserId: 'u', deletedUserId: 'u', modifiedUserId: 'u' }],
  [
    { createdTime: 'x', deletedTime: 'x', modifiedTime: 'x' },
    'value-not-parsable /createdTime',
    'value-not-parsable /deletedTime',
    'value-not-parsable /modifiedTime',
  ],
  [{ type: 'anything' }],
  ...['guid', 'source', 'state', 'dataState', 'notes', 'tags', 'origin', 'timeZone'].map(
    (name): [unknown, string] => [{ [name]: null }, `not-parsed /${name}`],
  ),
  [{ z: 1, 'a/b~c': 1, deviceId: 5 }, 'type-not-string /deviceId', 'not-parsed /a~1b~0c', 'not-parsed /z'],
];

test.each(
  table.map(
    ([body, ...errors]) =>
      [JSON.stringify(body).slice(0, 120), errors.join(', ') || 'taken', body, errors] as const,
  ),
)('a data set %s: %s', (_body, _errors, body, errors) => expect(judge(body)).toEqual(errors));

const stored = (body: Fields) => {
  const result = validateDataSet(body, () => 'new');
  return result.ok ? result.data : result;
};

test('an empty data set gets its type and one id for both names', () => {
  expect(stored({})).toEqual([{ type: 'upload', dataSetType: 'normal', id: 'new', uploadId: 'new' }]);
});

test('ids that a client sends are kept', () => {
  expect(stored({ id: ID })).toMatchObject([{ id: ID, uploadId: ID }]);
  expect(stored({ uploadId: ID })).toMatchObject([{ id: 'new', uploadId: ID }]);
});

test('lists are sorted, and members of the server are ignored', () => {
  const body = {
    deviceManufacturers: ['b', 'a'],
    deviceTags: ['cgm', 'bgm'],
    deduplicator: { name: 'a.b', version: '1.0.0', hash: 'x' },
    type: 'other',
    createdTime: '2024-01-01T00:00:00Z',
    modifiedTime: '2024-01-01T00:00:00Z',
    deletedTime: '2024-01-01T00:00:00.500Z',
  };
  expect(stored(body)).toEqual([
    {
      type: 'upload',
      dataSetType: 'normal',
      id: 'new',
      uploadId: 'new',
      deviceManufacturers: ['a', 'b'],
      deviceTags: ['bgm', 'cgm'],
      deduplicator: { name: 'a.b' },
      deletedTime: '2024-01-01T00:00:00.5Z',
    },
  ]);
});

test('errors of a data set have no kind of datum', () => {
  expect(validateDataSet({ guid: 'g' }, () => 'new')).toEqual({
    ok: false,
    stage: 'parse',
    errors: [{ code: 'not-parsed', title: 'not parsed', detail: 'not parsed', source: { pointer: '/guid' } }],
  });
});
