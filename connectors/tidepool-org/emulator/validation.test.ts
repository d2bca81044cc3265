import { expect, test } from 'vitest';
import { type Datum, errorBody, validateData } from './validation.ts';

const SET = { uploadId: 'set' };
const cbg = { type: 'cbg', time: '2024-03-01T08:00:00Z', units: 'mg/dL', value: 119 };

const ids = () => {
  let count = 0;
  return () => `new-${++count}`;
};
const errorsOf = (...elements: unknown[]) => {
  const result = validateData(elements, SET, ids());
  return result.ok ? [] : result.errors;
};
const dataOf = (...elements: unknown[]): readonly Datum[] => {
  const result = validateData(elements, SET, ids());
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.data;
};
const pointersOf = (...elements: unknown[]) => errorsOf(...elements).map(({ source }) => source.pointer);

test('an empty array stores nothing', () => expect(dataOf()).toEqual([]));

test('a null is skipped, but counts in indexes', () => {
  expect(dataOf(null, cbg)).toHaveLength(1);
  expect(pointersOf(null, cbg, { ...cbg, value: -1 })).toEqual(['/2/value']);
});

test('an error of type hides the errors of value of the whole array', () => {
  const wrongValue = { ...cbg, value: -1 };
  const wrongType = { ...cbg, value: '1' };
  expect(validateData([wrongValue, wrongType], SET, ids())).toMatchObject({
    stage: 'parse',
    errors: [{ code: 'type-not-float64', source: { pointer: '/1/value' } }],
  });
  expect(validateData([wrongValue], SET, ids())).toMatchObject({ stage: 'validate' });
});

test('all errors of a stage are reported, in the order of the array', () => {
  expect(pointersOf({ ...cbg, value: -1, deviceId: '' }, cbg, { ...cbg, units: 'x' })).toEqual([
    '/0/deviceId',
    '/0/value',
    '/2/units',
  ]);
});

test('names in pointers are escaped', () => {
  const settings = { type: 'pumpSettings', time: cbg.time, activeSchedule: 'a' };
  expect(pointersOf({ ...settings, basalSchedules: { 'a/b~c': null } })).toEqual([
    '/0/basalSchedules/a~1b~0c',
  ]);
});

test('an error has the kind of datum if it is known', () => {
  const { time } = cbg;
  const metas = (...elements: unknown[]) => errorsOf(...elements).map(({ meta }) => meta);
  expect(metas({ time }, { type: 'x' }, { type: 'bolus' }, { type: 'bolus', subType: 'x' }, 5)).toEqual(
    Array(5).fill(undefined),
  );
  expect(metas({ ...cbg, value: -1 })).toEqual([{ type: 'cbg' }]);
  expect(metas({ type: 'bolus', subType: 'normal', time })).toEqual([{ type: 'bolus', subType: 'normal' }]);
  expect(metas({ type: 'basal', deliveryType: 'suspend', time })).toEqual([
    { type: 'basal', deliveryType: 'suspend' },
  ]);
  const bolus = { type: 'bolus', subType: 'normal', time };
  expect(metas({ type: 'wizard', time, units: 'mg/dL', bolus })).toEqual([{ type: 'wizard' }]);
});

test.each([
  [{ value: 1190 }, 'value is out of range', 'value 1190 is not between 0 and 1000'],
  [
    { units: 'mmol/L', value: 1e21 },
    'value is out of range',
    'value 1000000000000000000000 is not between 0 and 55',
  ],
  [
    { units: 'g' },
    'value is not one of the allowed values',
    'value "g" is not one of ["mmol/L", "mmol/l", "mg/dL", "mg/dl"]',
  ],
  [{ value: undefined }, 'value does not exist', 'value does not exist'],
  [{ value: [] }, 'type is not float64', 'type is not float64, but []interface {}'],
  [{ value: {} }, 'type is not float64', 'type is not float64, but map[string]interface {}'],
  [{ value: true }, 'type is not float64', 'type is not float64, but bool'],
  [{ sampleInterval: 0.5 }, 'type is not int', 'type is not int, but float64'],
  [{ backfilled: 'true' }, 'type is not bool', 'type is not bool, but string'],
  [
    { time: 'x' },
    'value is not a parsable time',
    'value "x" is not a parsable time of format "2006-01-02T15:04:05.999999999Z07:00"',
  ],
  [
    { deviceTime: 'x' },
    'value is not valid',
    'value "x" is not valid as time with layout "2006-01-02T15:04:05"',
  ],
  [{ id: 'x' }, 'value is not valid', 'value "x" is not valid as data id'],
  [{ timezone: 'x' }, 'value is not valid', 'value "x" is not valid time zone name'],
  [{ source: 'x' }, 'value is out of range', 'value "x" is not equal to "carelink"'],
  [{ deviceId: '' }, 'value is empty', 'value is empty'],
  [{ tags: ['a', 'a'] }, 'value is a duplicate', 'value is a duplicate'],
  [{ trendRateUnits: 'mg/dL/minute' }, 'value exists', 'value exists'],
  [
    { origin: { id: 'x'.repeat(101) } },
    'length is out of range',
    'length 101 is not less than or equal to 100',
  ],
  [
    { payload: { a: 'x'.repeat(4089) } },
    'size is out of range',
    'size 4097 is not less than or equal to 4096',
  ],
  [{ location: {} }, 'values do not exist for any', 'values do not exist for any of ["gps", "name"]'],
])('%j gets "%s": "%s"', (changes, title, detail) => {
  expect(errorsOf({ ...cbg, ...changes })).toMatchObject([{ title, detail }]);
});

test('one error is alone in the body, several are in a list', () => {
  const errors = errorsOf({ ...cbg, value: 1190 });
  expect(errorBody(errors)).toEqual({
    code: 'value-out-of-range',
    title: 'value is out of range',
    detail: 'value 1190 is not between 0 and 1000',
    source: { pointer: '/0/value' },
    meta: { type: 'cbg' },
  });
  expect(errorBody([...errors, ...errors])).toEqual({ errors: [...errors, ...errors] });
});

test('a datum is stored with the id of the set, and with an id', () => {
  const id = '0123456789abcdef0123456789abcdef';
  const stored = { ...cbg, units: 'mmol/L', value: 6.60539, uploadId: 'set' };
  expect(dataOf({ ...cbg, uploadId: 'other' }, { ...cbg, id })).toEqual([
    { ...stored, id: 'new-1' },
    { ...stored, id },
  ]);
});

test('data inside other data are stored after all the others, and linked', () => {
  const { time } = cbg;
  const bolus = { type: 'bolus', subType: 'normal', normal: 1, time, deviceId: 'd' };
  const status = { type: 'deviceEvent', subType: 'status', status: 'suspended', reason: { a: 1 }, time };
  const data = dataOf(
    { type: 'wizard', units: 'mg/dL', bgInput: 119, time, bolus },
    { type: 'deviceEvent', subType: 'alarm', alarmType: 'other', time, status },
    { type: 'deviceEvent', subType: 'reservoirChange', time, status },
    cbg,
  );
  expect(data.map(({ type, subType }) => subType ?? type)).toEqual([
    'wizard',
    'alarm',
    'reservoirChange',
    'cbg',
    'normal',
    'status',
    'status',
  ]);
  const [wizard, alarm, reservoirChange, , ...splitOff] = data;
  expect([wizard!.bolus, alarm!.status, reservoirChange!.status]).toEqual(splitOff.map(({ id }) => id));
  expect(splitOff[0]).toEqual({ ...bolus, id: expect.any(String), uploadId: 'set' });
  expect(wizard).toMatchObject({ bgInput: 6.60539, units: 'mmol/L' });
});
