import { describe, expect, it } from 'vitest';
import { fieldRefusedIn, refusalsIn } from './refusals.ts';

const problem = (pointer: string, title = 'value is out of range') => ({
  code: 'value-out-of-range',
  title,
  detail: 'value 1190 is not between 0 and 1000',
  source: { pointer },
  meta: { type: 'cbg' },
});

const reasonFor = (pointer: string): string | undefined =>
  refusalsIn(JSON.stringify(problem(pointer)))[0]?.reason;

describe('a refusal', () => {
  it('with one problem stands bare', () => {
    expect(refusalsIn(JSON.stringify(problem('/3/value')))).toEqual([
      {
        index: 3,
        reason: 'value: value is out of range',
        providerMessage: 'value 1190 is not between 0 and 1000',
      },
    ]);
  });

  it('with several problems names each row once, by its first', () => {
    const errors = [problem('/0/value'), problem('/12/time', 'value does not exist'), problem('/0/units')];
    expect(refusalsIn(JSON.stringify({ errors })).map(({ index, reason }) => [index, reason])).toEqual([
      [0, 'value: value is out of range'],
      [12, 'time: value does not exist'],
    ]);
  });

  it('of the service itself, of a gateway, or of nobody names no row', () => {
    const service = {
      errors: [
        { code: 'json-malformed', title: 'json is malformed', detail: 'JSON is malformed', status: '400' },
      ],
      meta: { trace: { request: 'r' } },
    };
    for (const text of [
      JSON.stringify(service),
      '<html>400</html>',
      '',
      'null',
      '[]',
      '"no"',
      '{"errors":{}}',
    ])
      expect(refusalsIn(text)).toEqual([]);
  });
});

describe('the place of a problem', () => {
  it.each([
    ['/0', 'the record: value is out of range'],
    ['/0/', 'the record: value is out of range'],
    ['/0/bolus/normal', 'bolus.normal: value is out of range'],
    ['/0/bgHistorical/7/value', 'bgHistorical.[].value: value is out of range'],
  ])('%s is told as %s', (pointer, reason) => expect(reasonFor(pointer)).toBe(reason));

  it.each(['', '/', '/value', 'value', '/-1/value', '/1x/value'])('%j is none of a row', (pointer) =>
    expect(reasonFor(pointer)).toBeUndefined(),
  );
});

it('names that people gave to schedules and presets are not said', () => {
  expect(reasonFor('/0/basalSchedules/Jane~1Doe/1/start')).toBe(
    'basalSchedules.[].[].start: value is out of range',
  );
  expect(reasonFor('/0/overridePresets/Jane/duration')).not.toContain('Jane');
});

it('what is no field and no title of the validator is not said as a reason', () => {
  expect(reasonFor('/0/payload/Ada Lovelace')).toBe('payload.[]: value is out of range');
  const [refusal] = refusalsIn(JSON.stringify(problem('/0/value', 'Ada Lovelace has no such value')));
  expect(refusal).toMatchObject({
    reason: 'value: refused by Tidepool',
    providerMessage: 'Ada Lovelace has no such value: value 1190 is not between 0 and 1000',
  });
});

it('a refused data set is told by its field', () => {
  expect(fieldRefusedIn(JSON.stringify(problem('/timezone')), ['timezone'])).toBe('timezone');
  expect(fieldRefusedIn(JSON.stringify(problem('/ada')), ['timezone'])).toBeUndefined();
  expect(fieldRefusedIn(JSON.stringify({ title: 'not parsed' }), ['timezone'])).toBeUndefined();
  expect(fieldRefusedIn('<html>', ['timezone'])).toBeUndefined();
});
