import { ExactNumber } from '@airbyte-ts/cdk';
import { describe, expect, it } from 'vitest';
import type { DestinationTidepoolMetricsConfig as Config } from '../../spec/types/destination-tidepool-metrics.ts';
import { readQuery } from '../tidepool-org/emulator/metrics-query.ts';
import { Events } from './records.ts';

/** Matches a rejection by a part of its reason. */
const reasonWith = (part: string) => expect.objectContaining({ reason: expect.stringContaining(part) });

const config = {
  event_name_field: 'event_name',
  event_name_prefix: '',
  default_event_name: '',
  add_event_id: false,
  route: { target: 'user', user_id: '', user_id_field: 'user_id' },
} as unknown as Config;
const source = { id: () => 'an-id' };
const addressOf = (row: Record<string, unknown>, changed: Partial<Config> = {}): string =>
  new Events({ ...config, ...changed }).address(
    { event_name: 'Seen', user_id: 'abcdef0123', ...row },
    source,
  );
const parametersOf = (row: Record<string, unknown>) =>
  Object.fromEntries(new URL(addressOf(row), 'http://here').searchParams);

/** As the service reads it. */
const readBack = (row: Record<string, unknown>) => readQuery(addressOf(row).split('?')[1] ?? '');

describe('the address of an event', () => {
  it('has the user and the name in its path, and the other columns as parameters', () => {
    expect(addressOf({ event_name: 'Print/100% – ja', page: 1 })).toBe(
      '/metrics/user/abcdef0123/Print%2F100%25%20%E2%80%93%20ja?page=1',
    );
    expect(addressOf({})).toBe('/metrics/user/abcdef0123/Seen');
  });

  it('has a prefix without the blanks at its ends, and none if it is blank', () => {
    expect(addressOf({}, { event_name_prefix: ' app ' })).toContain('/app%20-%20Seen');
    expect(addressOf({}, { event_name_prefix: ' ' })).toMatch(/\/abcdef0123\/Seen$/);
  });

  it('writes equal numbers as equal strings, however the source writes them', () => {
    expect(parametersOf({ page: new ExactNumber('5.0'), big: new ExactNumber('9007199254740993') })).toEqual({
      page: '5',
      big: '9007199254740993',
    });
  });

  it('flattens objects, writes lists as JSON and omits nulls', () => {
    expect(
      parametersOf({ a: { b: { c: 1 }, none: null }, list: [1, 'x'], none: null, text: 'a+b c' }),
    ).toEqual({
      'a[b][c]': '1',
      list: '[1,"x"]',
      text: 'a+b c',
    });
  });

  it('encodes an unpaired surrogate as U+FFFD', () => {
    expect(parametersOf({ text: 'half \ud83d', whole: '🙂' })).toEqual({ text: 'half \ufffd', whole: '🙂' });
  });

  it('gets a derived event id if the record has none', () => {
    expect(addressOf({}, { add_event_id: true })).toMatch(/\?eventId=an-id$/);
    expect(addressOf({ eventId: 'own' }, { add_event_id: true })).toMatch(/\?eventId=own$/);
  });

  it('gets a derived event id in place of an empty one, and keeps an id that is an object with members', () => {
    for (const eventId of ['', ' ', '\t', null, {}])
      expect(addressOf({ eventId }, { add_event_id: true })).toMatch(/\?eventId=an-id$/);
    expect(addressOf({ eventId: { a: 1 } }, { add_event_id: true })).toMatch(/\?eventId%5Ba%5D=1$/);
    expect(addressOf({ eventId: '' })).toMatch(/\?eventId=$/);
  });

  it('converts a boolean or numeric name to a text', () => {
    for (const event_name of [true, 7]) {
      expect(new Events(config).rejectReason({ record: { event_name, user_id: 'u' } })).toBeUndefined();
      expect(addressOf({ event_name })).toMatch(new RegExp(`/${event_name}$`));
    }
  });

  it.each(['.', '..'])(
    'does not exist for the name %j, which servers resolve, unless a prefix precedes it',
    (event_name) => {
      expect(() => addressOf({ event_name })).toThrow(reasonWith('cannot be part of the address'));
      expect(addressOf({ event_name }, { event_name_prefix: 'app' })).toContain(`/app%20-%20${event_name}`);
    },
  );

  it.each([
    ['event_name', { event_name: 'canary\ud800' }],
    ['event_name', { event_name: 'canary\nx' }],
    ['user_id', { user_id: 'canary\udc00' }],
  ])(
    'does not exist for a value that no path contains, and the reason names the column %s',
    (column, row) => {
      const reason = `${column} cannot be part of the address of an event: it is "." or "..", or contains control characters or broken Unicode`;
      expect(() => addressOf(row)).toThrow(reasonWith(reason));
      expect(() => addressOf(row, { event_name_prefix: 'app' })).toThrow(reasonWith(reason));
    },
  );

  it('writes an object as JSON if the service would lose or confuse its names', () => {
    for (const part of ['0', '12', '', 'a]b', 'a[b', 'constructor']) {
      const value = { [part]: 'x', fine: 1 };
      expect(parametersOf({ outer: { value } })).toEqual({ 'outer[value]': JSON.stringify(value) });
      expect(readBack({ outer: { value } })).toEqual({ outer: { value: JSON.stringify(value) } });
    }
  });

  it('adds an underscore to a column name that the service would drop', () => {
    for (const name of ['', 'constructor', 'toString', '__proto__']) {
      const row = JSON.parse(`{"${name}":{"a":1}}`) as Record<string, unknown>;
      expect(readBack(row), name).toEqual({ [`${name}_`]: { a: '1' } });
    }
  });

  it('is rejected for more values than the service stores, at any depth', () => {
    const values = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}`, index]));
    expect(addressOf({ deep: values(998), text: 'one' })).toContain('v997');
    expect(() => addressOf({ deep: values(998), text: 'one', other: 'two' })).toThrow(
      reasonWith('more than the 999 values'),
    );
  });
});
