import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExact } from '../../protocol/parse-exact.ts';
import { isPlatformColumn, recordIdentity, stableId } from './ids.ts';

type Data = Record<string, unknown>;
const parse = (text: string): Data => parseExact(text) as Data;

const columns = fc.dictionary(fc.string({ minLength: 1, maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), {
  maxKeys: 6,
});

/** Returns the same value with the members of every object in reverse order. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, backwards(each)]),
  );
}

describe('a stable id', () => {
  it('is a uuid of version 5 and the RFC variant', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (parts) => {
        expect(stableId(...parts)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });

  it('equals the value of RFC 9562, for parts of any length', () => {
    const namespace = Buffer.from('7c6f2a0e4b0b5d599f4e2d3f6a1c8b57', 'hex');
    const part = fc.oneof(
      fc.string(),
      fc.integer({ min: 1300, max: 5000 }).map((length) => 'é'.repeat(length)),
      // Three bytes each: the longest of these fill the buffer to its last byte.
      fc.integer({ min: 1350, max: 1380 }).map((length) => '→'.repeat(length)),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (parts) => {
        const bytes = createHash('sha1').update(namespace).update(parts.join('\0')).digest().subarray(0, 16);
        bytes[6] = (bytes[6]! & 0x0f) | 0x50;
        bytes[8] = (bytes[8]! & 0x3f) | 0x80;
        expect(stableId(...parts).replaceAll('-', '')).toBe(bytes.toString('hex'));
      }),
    );
  });

  it('never changes: any implementation of RFC 9562 computes it in this namespace', () => {
    expect(stableId('users', '["1"]')).toBe('ae06ff25-4163-5c55-9d4b-9aa3e1554990');
    expect(stableId('session', 'é')).toBe('fd245c0f-3934-57d4-bde7-fbaef4855c28');
  });

  it('differs for other parts, or the same text split elsewhere', () => {
    const ids = [
      stableId('ab', 'c'),
      stableId('a', 'bc'),
      stableId('abc'),
      stableId('abc', ''),
      stableId('c', 'ab'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the identity of a record', () => {
  it('does not depend on the order of columns, at any depth', () => {
    fc.assert(
      fc.property(columns, (data) => {
        expect(recordIdentity(backwards(data) as Data, [])).toBe(recordIdentity(data, []));
      }),
    );
  });

  it('differs if any value differs', () => {
    fc.assert(
      fc.property(columns, fc.jsonValue(), fc.jsonValue(), (data, a, b) => {
        fc.pre(
          JSON.stringify(backwards(a)) !== JSON.stringify(backwards(b)) &&
            JSON.stringify(a) !== JSON.stringify(b),
        );
        fc.pre(JSON.stringify(a) !== '0' || JSON.stringify(b) !== '0');
        const same =
          recordIdentity({ ...data, column: a }, []) === recordIdentity({ ...data, column: b }, []);
        expect(same && !equalByOrder(a, b)).toBe(false);
      }),
    );
  });

  it('is serialised in the order of names, including numeric names, at any depth', () => {
    expect(recordIdentity({ '10': 1, '9': 2 }, [])).toBe('{"10":1,"9":2}');
    expect(recordIdentity({ b: { '10': null, '9': [{ d: 1, c: 2 }] }, a: 'x' }, [])).toBe(
      '{"a":"x","b":{"10":null,"9":[{"c":2,"d":1}]}}',
    );
  });

  it('equals JSON.stringify with sorted members, for more sets of names than are cached', () => {
    const replacer = (_key: string, value: unknown): unknown =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const named = fc.dictionary(
      fc.string({ unit: 'binary' }).map((name) => `x${name}`),
      fc.jsonValue({ maxDepth: 3 }),
    );
    fc.assert(
      fc.property(fc.array(named, { minLength: 1, maxLength: 20 }), (records) => {
        for (const record of [...records, ...records]) {
          const data = JSON.parse(JSON.stringify(record)) as Data;
          fc.pre(!JSON.stringify(data).match(/"\d+":/));
          expect(recordIdentity(data, [])).toBe(JSON.stringify(data, replacer));
        }
      }),
    );
  });

  it('distinguishes types, and null from an absent column', () => {
    const texts = [
      '{"a":1}',
      '{"a":"1"}',
      '{"a":[1]}',
      '{"a":true}',
      '{"a":"true"}',
      '{"a":null}',
      '{}',
      '{"a":{}}',
      '{"a":[]}',
    ];
    expect(new Set(texts.map((text) => recordIdentity(parse(text), []))).size).toBe(texts.length);
  });

  it('contains every digit beyond 2^53', () => {
    const a = recordIdentity(parse('{"id":9007199254740993}'), [['id']]);
    const b = recordIdentity(parse('{"id":9007199254740992}'), [['id']]);
    const c = recordIdentity(parse('{"id":"9007199254740993"}'), [['id']]);
    expect(new Set([a, b, c]).size).toBe(3);
    expect(recordIdentity(parse('{"x":{"id":9007199254740993}}'), [])).not.toBe(
      recordIdentity(parse('{"x":{"id":9007199254740995}}'), []),
    );
  });

  it('is the primary key where there is one, also inside objects', () => {
    expect(recordIdentity({ id: 1, name: 'a' }, [['id']])).toBe(
      recordIdentity({ name: 'b', id: 1 }, [['id']]),
    );
    expect(recordIdentity({ id: 1 }, [['id']])).not.toBe(recordIdentity({ id: 2 }, [['id']]));
    expect(recordIdentity({ a: { b: 1 }, x: 1 }, [['a', 'b']])).toBe(
      recordIdentity({ a: { b: 1 }, x: 2 }, [['a', 'b']]),
    );
    const both = [['a'], ['b']];
    expect(recordIdentity({ a: 1, b: 2 }, both)).not.toBe(recordIdentity({ a: 2, b: 1 }, both));
    expect(recordIdentity({ a: 'x', b: 'y,z' }, both)).not.toBe(recordIdentity({ a: 'x,y', b: 'z' }, both));
  });

  it('is the whole record where a part of the key is missing, so that records are not merged', () => {
    for (const key of [
      [['id']],
      [['id'], ['name']],
      [['name', 'first']],
      [['constructor']],
      [['__proto__', 'x']],
    ])
      expect(recordIdentity({ id: null, name: 'a' }, key)).not.toBe(
        recordIdentity({ id: null, name: 'b' }, key),
      );
  });

  it('ignores the columns that the platform added', () => {
    const plain = recordIdentity({ a: 1 }, []);
    expect(recordIdentity({ a: 1, _airbyte_extracted_at: 5, _ab_cdc_lsn: 7 }, [])).toBe(plain);
    expect(recordIdentity({ a: 1, _airbyt: 5 }, [])).not.toBe(plain);
    expect(['_airbyte_raw_id', '_ab_cdc_deleted_at'].every(isPlatformColumn)).toBe(true);
    expect(['airbyte_x', '_ab_source', '', 'a_airbyte_'].some(isPlatformColumn)).toBe(false);
  });

  it('keeps keys that are members of every object', () => {
    expect(recordIdentity(JSON.parse('{"__proto__":1}') as Data, [])).not.toBe(recordIdentity({}, []));
    expect(recordIdentity(JSON.parse('{"a":{"__proto__":1}}') as Data, [])).not.toBe(
      recordIdentity({ a: {} }, []),
    );
  });
});

function equalByOrder(a: unknown, b: unknown): boolean {
  const sorted = (value: unknown): unknown =>
    typeof value !== 'object' || value === null
      ? value
      : Array.isArray(value)
        ? value.map(sorted)
        : Object.fromEntries(
            Object.entries(value)
              .sort(([x], [y]) => (x < y ? -1 : 1))
              .map(([k, v]) => [k, sorted(v)]),
          );
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}
