import { expect, test } from 'vitest';
import { about, type Case, cases, judge, letters, many, stored } from './testing/cases.ts';

const ID = '0123456789abcdefghijklmnopqrstuv';
const food = { type: 'food' };
const associated = (association: object, ...errors: string[]) =>
  about('associations')([association], ...errors.map((error) => error.replace(' ', ' /0')));

cases('a datum', food, [
  [{ type: undefined }, 'value-not-exists /type'],
  [{ type: null }, 'value-not-exists /type'],
  [{ type: 5 }, 'type-not-string /type', 'value-not-exists /type'],
  [{ type: 'upload' }, 'value-not-allowed /type'],
  [{ type: 'constructor' }, 'value-not-allowed /type'],

  [{ time: undefined }, 'value-not-exists /time'],
  [{ time: null }, 'value-not-exists /time'],
  [{ time: '' }, 'value-not-parsable /time'],
  [{ time: '2024-02-30T00:00:00Z' }, 'value-not-parsable /time'],
  [{ time: 1_700_000_000_000 }, 'type-not-time /time'],
  [{ time: '1900-01-01T00:00:00Z' }],
  [{ time: '0001-01-01T00:00:00Z' }, 'value-empty /time'],
  [{ time: '0001-01-01T05:30:00+05:30' }, 'value-empty /time'],
  [{ time: '0001-01-01T00:00:00.000000001Z' }],

  [{ deviceId: 'd' }],
  [{ deviceId: '' }, 'value-empty /deviceId'],
  [{ deviceId: 7 }, 'type-not-string /deviceId'],
  [{ deviceTime: '2024-03-01T09:00:00' }],
  [{ deviceTime: '2024-03-01T09:00:00.5' }],
  [{ deviceTime: '0001-01-01T00:00:00' }],
  [{ deviceTime: '2024-03-01T09:00:00Z' }, 'value-not-valid /deviceTime'],

  [{ timezoneOffset: -10_080 }],
  [{ timezoneOffset: 10_080.0 }],
  [{ timezoneOffset: 10_081 }, 'value-out-of-range /timezoneOffset'],
  [{ timezoneOffset: 0.5 }, 'type-not-int /timezoneOffset'],
  [{ timezoneOffset: '0' }, 'type-not-int /timezoneOffset'],
  [{ clockDriftOffset: -86_400_000 }],
  [{ clockDriftOffset: -86_400_001 }, 'value-out-of-range /clockDriftOffset'],
  [{ conversionOffset: 1e15 }],
  [{ conversionOffset: 1e300 }],
  [{ timezoneOffset: 1e300 }, 'value-out-of-range /timezoneOffset'],
  [{ conversionOffset: true }, 'type-not-int /conversionOffset'],
  ...['Europe/London', 'Asia/Kolkata', 'US/Pacific', 'Etc/GMT+5', 'EST5EDT', 'UTC', 'Factory'].map(
    (timezone): Case => [{ timezone }],
  ),
  [{ timezone: '' }, 'value-empty /timezone'],
  ...['europe/london', 'utc', 'US/eastern', 'ASIA/CALCUTTA', 'Europe/Nowhere', '+01:00', 'Z'].map(
    (timezone): Case => [{ timezone }, 'value-not-valid /timezone'],
  ),

  [{ id: ID }],
  [{ id: '' }, 'value-empty /id'],
  [{ id: ID.toUpperCase() }, 'value-not-valid /id'],
  [{ id: `${ID}0` }, 'value-not-valid /id'],
  [{ source: 'carelink' }],
  [{ source: 'other' }, 'value-out-of-range /source'],

  [{ notes: [] }],
  [{ notes: ['x'] }],
  [{ notes: [letters(1000)] }],
  [{ notes: ['🏃'.repeat(1000)] }],
  [{ notes: [letters(1001)] }, 'length-out-of-range /notes/0'],
  [{ notes: ['x', '', null] }, 'value-empty /notes/1', 'value-empty /notes/2'],
  [{ notes: many(101, String) }, 'length-out-of-range /notes'],
  [{ notes: ['x', 5, {}] }, 'type-not-string /notes/1', 'type-not-string /notes/2'],
  [{ notes: 'x' }, 'type-not-array /notes'],
  [{ tags: many(100, String) }],
  [{ tags: many(101, String) }, 'length-out-of-range /tags'],
  [{ tags: [] }, 'value-empty /tags'],
  [{ tags: [''] }, 'value-empty /tags/0'],
  [{ tags: [letters(101)] }, 'length-out-of-range /tags/0'],
  [{ tags: ['a', 'b', 'a', 'a'] }, 'value-duplicate /tags/2', 'value-duplicate /tags/3'],

  [{ payload: { a: null, b: [null] } }],
  [{ payload: {} }, 'value-empty /payload'],
  [{ payload: { a: null } }, 'value-empty /payload'],
  [{ payload: [] }, 'type-not-object /payload'],
  [{ payload: { a: letters(4088) } }],
  [{ payload: { a: letters(4089) } }, 'size-out-of-range /payload'],
  [{ payload: { a: `${letters(4083)}<` } }, 'size-out-of-range /payload'],
  [{ payload: { a: `${letters(4082)}<` } }],
  [{ annotations: many(100, () => ({ code: 'x' })) }],
  [{ annotations: many(101, () => ({ code: 'x' })) }, 'length-out-of-range /annotations'],
  [{ annotations: [] }, 'value-empty /annotations'],
  [{ annotations: [{}, null] }, 'value-empty /annotations/0', 'value-not-exists /annotations/1'],
  [{ annotations: ['x'] }, 'type-not-object /annotations/0'],

  [{ origin: {} }],
  [{ origin: { id: letters(100), name: 'n', version: '1', type: 'application', payload: { a: 1 } } }],
  [{ origin: { id: letters(101), name: '' } }, 'length-out-of-range /origin/id', 'value-empty /origin/name'],
  [{ origin: { type: 'app' } }, 'value-not-allowed /origin/type'],
  [{ origin: { time: '2024-01-01T00:00:00+01:00' } }],
  [{ origin: { time: '2024-01-01' } }, 'value-not-valid /origin/time'],
  [{ origin: { time: '' } }, 'value-not-valid /origin/time'],
  [{ origin: { time: '0000-12-31T23:00:00-01:00' } }, 'value-empty /origin/time'],
  [{ origin: { time: 5 } }, 'type-not-string /origin/time'],
  [{ origin: 'x' }, 'type-not-object /origin'],

  associated({ type: 'datum', id: ID, reason: letters(1000) }),
  associated({ type: 'blob' }, 'value-not-exists /id'),
  associated({ type: 'image', id: 'x' }, 'value-not-valid /id'),
  associated({ type: 'datum', id: ID, url: 'http://a' }, 'value-exists /url'),
  associated({ type: 'url', url: 'https://example.org/a' }),
  associated({ type: 'url', url: '/a' }, 'value-not-valid /url'),
  associated({ type: 'url', url: 'mailto:a' }, 'value-not-valid /url'),
  associated({ type: 'url', url: 'http://[' }, 'value-not-valid /url'),
  associated({ type: 'blob', id: ID, reason: letters(1001) }, 'length-out-of-range /reason'),
  associated({ type: 'url', url: '' }, 'value-empty /url'),
  associated({ type: 'url', url: `http://a/${letters(2038)}` }),
  associated({ type: 'url', url: `http://a/${'é'.repeat(1020)}` }, 'length-out-of-range /url'),
  associated({ type: 'url', url: `http://a/${letters(2039)}` }, 'length-out-of-range /url'),
  associated({ type: 'url', id: ID }, 'value-exists /id', 'value-not-exists /url'),
  associated({ type: 'x' }, 'value-not-allowed /type'),
  associated({ reason: '' }, 'value-empty /reason', 'value-not-exists /type'),
  [{ associations: [] }, 'value-empty /associations'],
]);

const degrees = (value: number) => ({ units: 'degrees', value });
const gps = (changes: object) => ({
  location: { gps: { latitude: degrees(90), longitude: degrees(-180), ...changes } },
});

const gpsBorders = (name: string, least: number, max: number, units: string) =>
  [least, max].flatMap((end, index): Case[] => [
    [gps({ [name]: { units, value: end } })],
    [
      gps({ [name]: { units, value: end + (index === 0 ? -0.001 : 0.001) } }),
      `value-out-of-range /location/gps/${name}/value`,
    ],
  ]);

cases('a datum with a place', { ...food, ...gps({}) }, [
  ...gpsBorders('latitude', -90, 90, 'degrees'),
  ...gpsBorders('longitude', -180, 180, 'degrees'),
  ...gpsBorders('elevation', -20_000, 1_000_000, 'meters'),
  ...gpsBorders('elevation', -20_000 / 0.3048, 1_000_000 / 0.3048, 'feet'),
  ...['horizontalAccuracy', 'verticalAccuracy'].flatMap((name) => [
    ...gpsBorders(name, 0, 1000, 'meters'),
    ...gpsBorders(name, 0, 1000 / 0.3048, 'feet'),
  ]),
  [gps({ floor: -1000 })],
  [gps({ floor: -1001 }), 'value-out-of-range /location/gps/floor'],
  [{ location: { name: 'home' } }],
  [{ location: {} }, 'values-not-exist-for-any /location'],
  [{ location: { name: letters(101) } }, 'length-out-of-range /location/name'],
  [
    { location: { gps: {} } },
    'value-not-exists /location/gps/latitude',
    'value-not-exists /location/gps/longitude',
  ],
  [gps({ latitude: { units: 'rad', value: 100 } }), 'value-not-allowed /location/gps/latitude/units'],
  [gps({ floor: 1000, elevation: { units: 'meters', value: -20_000 }, origin: {} })],
  [gps({ floor: 1001 }), 'value-out-of-range /location/gps/floor'],
]);

test.each([['text'], [5], [[]], [true]])('%j is not a datum', (element) => {
  expect(judge(element)).toEqual(['type-not-object']);
});

test('unknown members are dropped silently, at every depth', () => {
  const record = { ...food, guid: 'x', uploadId: 5, createdTime: 1, origin: { id: 'o', other: 1 } };
  expect(stored(record)).toEqual([{ ...food, origin: { id: 'o' } }]);
});

test('null is the same as absent, in free forms at the first level only', () => {
  const record = { ...food, name: null, origin: { id: null }, payload: { a: null, b: { c: null } } };
  expect(stored(record)).toEqual([{ ...food, origin: {}, payload: { b: { c: null } } }]);
});

test('tags are sorted, notes keep their order', () => {
  expect(stored({ ...food, tags: ['b', 'a', '10', '9'], notes: ['b', 'a'] })).toEqual([
    { ...food, tags: ['10', '9', 'a', 'b'], notes: ['b', 'a'] },
  ]);
  expect(stored({ ...food, notes: [] })).toEqual([food]);
});

test('an integer beyond 64 bits becomes the smallest one', () => {
  expect(stored({ ...food, conversionOffset: 2 ** 63 })).toEqual([{ ...food, conversionOffset: -(2 ** 63) }]);
  expect(stored({ ...food, conversionOffset: -1e300 })).toEqual([{ ...food, conversionOffset: -(2 ** 63) }]);
});
