import { expect, it } from 'vitest';
import { fieldRefusedIn, refusalsIn } from './refusals.ts';

const problem = (pointer: string | undefined, detail = 'value 1190 is not between 0 and 1000') => ({
  code: 'value-out-of-range',
  title: 'value is out of range',
  detail,
  ...(pointer !== undefined && { source: { pointer } }),
});
const reasonOf = (pointer: string) => refusalsIn(JSON.stringify(problem(pointer)))[0]?.reason;

it('a single problem comes bare, several in a list; each row is refused for its first one', () => {
  const words = 'value 1190 is not between 0 and 1000';
  const first = { index: 3, reason: 'value: value is out of range', words };
  expect(refusalsIn(JSON.stringify(problem('/3/value')))).toEqual([first]);
  const errors = [problem('/3/value'), problem('/3/units'), problem('/10/time')];
  expect(refusalsIn(JSON.stringify({ errors }))).toEqual([
    first,
    { index: 10, reason: 'time: value is out of range', words },
  ]);
});

it('the reason names a field on any level, or the record as a whole', () => {
  expect(reasonOf('/0')).toBe('the record: value is out of range');
  expect(reasonOf('/0/bolus/normal')).toBe('bolus.normal: value is out of range');
  expect(reasonOf('/0/bgHistorical/7/value')).toBe('bgHistorical.[].value: value is out of range');
});

it('names that people gave to schedules and presets are not said', () => {
  expect(reasonOf('/0/basalSchedules/Jane~1Doe/1/start')).toBe(
    'basalSchedules.[].[].start: value is out of range',
  );
  expect(reasonOf('/0/overridePresets/Jane/duration')).not.toContain('Jane');
});

it('what names no row gives no refusal', () => {
  for (const text of ['', '<html>', '{}', '[]', JSON.stringify(problem('/timezone'))])
    expect(refusalsIn(text)).toEqual([]);
});

it('a refused data set is told by its field', () => {
  expect(fieldRefusedIn(JSON.stringify(problem('/timezone')))).toBe('timezone');
  expect(fieldRefusedIn(JSON.stringify(problem(undefined)))).toBeUndefined();
  expect(fieldRefusedIn('<html>')).toBeUndefined();
});
