import { describe, expect, it } from 'vitest';
import { rejectedFieldIn, rejectionsIn } from './rejections.ts';

const problem = (pointer: string, title = 'value is out of range') => ({
  code: 'value-out-of-range',
  title,
  detail: 'value 1190 is not between 0 and 1000',
  source: { pointer },
  meta: { type: 'cbg' },
});

const reasonFor = (pointer: string): string | undefined =>
  rejectionsIn(JSON.stringify(problem(pointer)))[0]?.reason;

describe('rejectionsIn()', () => {
  it('reads a single problem, which is not in a list', () => {
    expect(rejectionsIn(JSON.stringify(problem('/3/value')))).toEqual([
      {
        index: 3,
        reason: 'value: value is out of range',
        providerMessage: 'value 1190 is not between 0 and 1000',
      },
    ]);
  });

  it('returns each row once, with its first problem', () => {
    const errors = [problem('/0/value'), problem('/12/time', 'value does not exist'), problem('/0/units')];
    expect(rejectionsIn(JSON.stringify({ errors })).map(({ index, reason }) => [index, reason])).toEqual([
      [0, 'value: value is out of range'],
      [12, 'time: value does not exist'],
    ]);
  });

  it('reads the problems beside one with values of other types', () => {
    const errors = [
      { ...problem('/0/value'), code: 400, detail: null },
      { ...problem('/1/value'), source: '/1/value' },
      'broken',
      problem('/2/value'),
    ];
    expect(rejectionsIn(JSON.stringify({ errors })).map(({ index }) => index)).toEqual([0, 2]);
  });

  it('returns no row for errors without row pointers, of a gateway, and for empty bodies', () => {
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
      expect(rejectionsIn(text)).toEqual([]);
  });
});

describe('the pointer of a problem', () => {
  it.each([
    ['/0', 'the record: value is out of range'],
    ['/0/', 'the record: value is out of range'],
    ['/0/bolus/normal', 'bolus.normal: value is out of range'],
    ['/0/bgHistorical/7/value', 'bgHistorical.[].value: value is out of range'],
  ])('%s becomes the reason %s', (pointer, reason) => expect(reasonFor(pointer)).toBe(reason));

  it.each(['', '/', '/value', 'value', '/-1/value', '/1x/value'])('%j does not identify a row', (pointer) =>
    expect(reasonFor(pointer)).toBeUndefined(),
  );
});

it('reasons do not contain user-defined names of schedules and presets', () => {
  expect(reasonFor('/0/basalSchedules/Jane~1Doe/1/start')).toBe(
    'basalSchedules.[].[].start: value is out of range',
  );
  expect(reasonFor('/0/overridePresets/Jane/duration')).not.toContain('Jane');
});

it('reasons contain only names of fields and titles of the validator', () => {
  expect(reasonFor('/0/payload/Ada Lovelace')).toBe('payload.[]: value is out of range');
  const [rejection] = rejectionsIn(JSON.stringify(problem('/0/value', 'Ada Lovelace has no such value')));
  expect(rejection).toMatchObject({
    reason: 'value: rejected by Tidepool',
    providerMessage: 'Ada Lovelace has no such value: value 1190 is not between 0 and 1000',
  });
});

it('rejectedFieldIn() returns the rejected field of a data set', () => {
  expect(rejectedFieldIn(JSON.stringify(problem('/timezone')), ['timezone'])).toBe('timezone');
  expect(rejectedFieldIn(JSON.stringify(problem('/ada')), ['timezone'])).toBeUndefined();
  expect(rejectedFieldIn(JSON.stringify({ title: 'not parsed' }), ['timezone'])).toBeUndefined();
  expect(rejectedFieldIn('<html>', ['timezone'])).toBeUndefined();
});
