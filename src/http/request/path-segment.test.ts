import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConnectorError } from '../../errors.ts';
import { pathSegment, queryString } from './path-segment.ts';

describe('a segment of a path', () => {
  it('stays one segment for any value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        let encoded: string;
        try {
          encoded = pathSegment(value);
        } catch (error) {
          expect((error as ConnectorError).kind).toBe('reject');
          return;
        }
        const url = new URL(`https://api.example.com/before/${encoded}/after?x=1`);
        const parts = url.pathname.split('/');
        expect([parts.length, parts[1], parts[3], url.search]).toEqual([4, 'before', 'after', '?x=1']);
        expect(decodeURIComponent(parts[2] ?? '')).toBe(value);
      }),
    );
  });

  it('encodes characters that would end it', () => {
    expect(pathSegment('a/b?c#d e%2f;')).toBe('a%2Fb%3Fc%23d%20e%252f%3B');
    expect(pathSegment(17)).toBe('17');
    expect(pathSegment('..a')).toBe('..a');
  });

  it.each([undefined, null, Number.NaN, {}])(
    'is never made of %s, which would address another object',
    (value) => {
      expect(() => pathSegment(value as never)).toThrow(expect.objectContaining({ kind: 'bug' }));
    },
  );

  it('rejects values that no encoding makes safe, without repeating them', () => {
    for (const value of ['', '.', '..', 'a\nb', 'a\u0000b', '\ud800secret']) {
      expect(() => pathSegment(value)).toThrow(ConnectorError);
      expect(() => pathSegment(value)).not.toThrow(/secret/);
    }
  });
});

describe('a query', () => {
  it('keeps names and values, and leaves out undefined ones', () => {
    const query = queryString({ 'a[]': 'x y&z=+', n: 0, no: undefined, b: false, e: '' });
    expect(query).toBe('?a%5B%5D=x%20y%26z%3D%2B&n=0&b=false&e=');
    expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
      'a[]': 'x y&z=+',
      n: '0',
      b: 'false',
      e: '',
    });
    expect(queryString({ no: undefined })).toBe('');
    expect(queryString(undefined)).toBe('');
  });

  it('rejects broken Unicode instead of changing it', () => {
    expect(() => queryString({ a: '\udfff' })).toThrow(ConnectorError);
  });
});
