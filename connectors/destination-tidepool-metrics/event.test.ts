import { describe, expect, it } from 'vitest';
import type { DestinationTidepoolMetricsConfig as Config } from '../../spec/types/destination-tidepool-metrics.ts';
import { Events } from './event.ts';

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

describe('the address of an event', () => {
  it('has the user and the name in its path, and the other columns as parameters', () => {
    expect(addressOf({ event_name: 'Print/100% – ja', page: 1 })).toBe(
      '/metrics/user/abcdef0123/Print%2F100%25%20%E2%80%93%20ja?page=1',
    );
    expect(addressOf({})).toBe('/metrics/user/abcdef0123/Seen');
  });

  it('flattens objects, writes lists as JSON and leaves nulls out', () => {
    expect(
      parametersOf({ a: { b: { c: 1 }, none: null }, list: [1, 'x'], none: null, text: 'a+b c' }),
    ).toEqual({
      'a[b][c]': '1',
      list: '[1,"x"]',
      text: 'a+b c',
    });
  });

  it('carries half a character as the one that stands for it', () => {
    expect(parametersOf({ text: 'half \ud83d', whole: '🙂' })).toEqual({ text: 'half \ufffd', whole: '🙂' });
  });

  it('has an id, unless the record has one', () => {
    expect(addressOf({}, { add_event_id: true })).toMatch(/\?eventId=an-id$/);
    expect(addressOf({ eventId: 'own' }, { add_event_id: true })).toMatch(/\?eventId=own$/);
  });

  it('does not exist for more values than the service keeps, whatever depth they have', () => {
    const values = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}`, index]));
    expect(addressOf({ deep: values(998), text: 'one' })).toContain('v997');
    expect(() => addressOf({ deep: values(998), text: 'one', other: 'two' })).toThrow(
      'more than the 999 values',
    );
  });
});
