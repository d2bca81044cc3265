import { describe, expect, it } from 'vitest';
import { isTimeZone } from '../../../tidepool-org/time-zones.ts';
import { anyInstant, instant, isBefore, localTime, localTimeNotZero } from './times.ts';
import { isUrl } from './url.ts';

const takes = (field: ReturnType<typeof instant>, text: string) => field.safeParse(text).success;

describe('an instant', () => {
  it.each([
    '2020-01-01T00:00:00Z',
    '2020-01-01T00:00:00+05:30',
    '2020-01-01T00:00:00-23:59',
    '2020-01-01T00:00:00.123456789123Z',
    '2020-02-29T23:59:59Z',
    '2000-02-29T00:00:00Z',
    '0000-02-29T00:00:00Z',
    '9999-12-31T23:59:59Z',
  ])('is %s', (text) => {
    expect(takes(instant('x'), text)).toBe(true);
  });

  it.each([
    '2020-01-01',
    '2020-01-01T00:00:00',
    '2020-01-01 00:00:00Z',
    '2020-01-01t00:00:00Z',
    '2020-01-01T00:00:00z',
    '2020-01-01T00:00:00+0530',
    '2020-01-01T00:00:00+25:00',
    '2020-01-01T00:00:00+05:61',
    '2020-01-01T24:00:00Z',
    '2020-01-01T00:00:00+24:00',
    '2020-01-01T23:59:60Z',
    '2020-01-01T00:0:00Z',
    '2020-01-01T0:00:00Z',
    '2020-01-01T00:00:00,5Z',
    '2020-01-01T00:00:00.Z',
    '2020-04-31T00:00:00Z',
    '2020-13-01T00:00:00Z',
    '2020-02-30T00:00:00Z',
    '2021-02-29T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '20-01-01T00:00:00Z',
    '0001-01-01T00:00:0Z',
  ])('is not %s', (text) => {
    expect(takes(instant('x'), text)).toBe(false);
  });

  it.each([
    '0001-01-01T00:00:00Z',
    '0001-01-01T00:00:00.000Z',
    '0001-01-01T01:00:00+01:00',
    '0000-12-31T19:00:00-05:00',
    '0001-01-01T00:00:00.0000000009Z',
  ])('is not the zero time %s, unless that is accepted', (zero) => {
    expect(takes(instant('x'), zero)).toBe(false);
    expect(takes(anyInstant('x'), zero)).toBe(true);
  });

  it.each(['0001-01-01T00:00:00.1Z', '0001-01-01T00:00:00.000000001Z', '0001-01-01T00:00:00+01:00'])(
    'is %s, next to the zero time',
    (text) => {
      expect(takes(instant('x'), text)).toBe(true);
    },
  );

  it('is before another instant in any zone', () => {
    expect(isBefore('2020-01-01T01:00:00+02:00', '2020-01-01T00:00:00Z')).toBe(true);
    expect(isBefore('2020-01-01T00:00:00Z', '2020-01-01T00:00:00.5Z')).toBe(true);
    expect(isBefore('2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z')).toBe(false);
    expect(isBefore('2020-01-01T00:00:00.000000001Z', '2020-01-01T00:00:00.000000002Z')).toBe(true);
    expect(isBefore('2020-01-01T00:00:00.0000000001Z', '2020-01-01T00:00:00.0000000002Z')).toBe(false);
    expect(isBefore('2020-01-01T00:00:00+24:60', '2019-12-31T00:00:00Z')).toBe(true);
  });
});

describe("a device's time", () => {
  it('has no zone', () => {
    expect(takes(localTime('x'), '2020-01-01T00:00:00')).toBe(true);
    expect(takes(localTime('x'), '2020-01-01T00:00:00.000')).toBe(true);
    expect(takes(localTime('x'), '2020-01-01T0:00:00,5')).toBe(true);
    expect(takes(localTime('x'), '2020-01-01T00:00:00Z')).toBe(false);
    expect(takes(localTime('x'), '2020-01-01T00:00')).toBe(false);
    expect(takes(localTime('x'), '2020-02-30T00:00:00')).toBe(false);
  });

  it('is not the zero time if that counts as absent', () => {
    expect(takes(localTime('x'), '0001-01-01T00:00:00')).toBe(true);
    expect(takes(localTimeNotZero('x'), '0001-01-01T00:00:00')).toBe(false);
  });
});

describe('a time zone', () => {
  it.each([
    'Europe/Kyiv',
    'Europe/Kiev',
    'Asia/Calcutta',
    'Asia/Kolkata',
    'Etc/GMT+5',
    'GMT0',
    'UTC',
    'US/Pacific',
  ])('is %s, including links', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each(['europe/london', 'EUROPE/LONDON', 'Asia/KOLKATA', 'Z', '+01:00', 'PST', 'Mars/Olympus', ''])(
    'is not %j',
    (name) => {
      expect(isTimeZone(name)).toBe(false);
    },
  );

  it('is every name that Node accepts', () => {
    expect(Intl.supportedValuesOf('timeZone').filter((name) => !isTimeZone(name))).toEqual([]);
  });
});

describe('a URL', () => {
  it.each([
    'http://a',
    'HTTP://A',
    'ftp://u:p@h:80/x',
    'http://a@b@c/',
    'http://[::1]:3/',
    'http://[fe80::1%25en0]/',
    'http://u%41@h]/',
    'http://:80',
    'https://a/b c?d e#f g',
    'https://a/%41?%zz',
    'https://a#\t',
    'http://a%25b/',
    'http://é/ü',
  ])('is %s', (text) => {
    expect(isUrl(text)).toBe(true);
  });

  it.each([
    'http:a',
    'http://',
    'http:///a',
    'http://u@/',
    '1http://a',
    'https://a b/',
    'http://h:8x/',
    'http://a:b:80/',
    'http://[::g]/',
    'http://[1.2.3.4]/',
    'http://%4@h/',
    'http://a%20b/',
    'http://a{b/',
    'https://a/%zz',
    'https://a#%zz',
    'http://a/\u007f',
    '/relative',
  ])('is not %j', (text) => {
    expect(isUrl(text)).toBe(false);
  });
});
