import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AnyOperation } from '../../define/operation.ts';
import { preparerOf, prepareText, rowOf, testOperation } from '../testing/fixtures.ts';
import { fieldSchema, isNullable } from './field-schema.ts';

const text = z.string();
const some = text.min(1);

describe('a null', () => {
  const nullable: readonly z.ZodType[] = [
    z.null(),
    z.unknown(),
    text.nullable(),
    text.nullish(),
    z.union([text, z.null()]),
    z.union([z.union([some, z.int()]).nullable(), z.boolean()]),
    z.union([some, z.int().nullable()]).optional(),
    z.union([some, z.union([z.int(), z.union([z.array(text), z.null()])])]),
    z.union([z.array(text), z.union([z.array(z.int()), z.unknown()])]),
    z.literal(['a', null]),
    z.literal(null),
    z.discriminatedUnion('t', [z.object({ t: z.literal('a') })]).nullable(),
  ];
  const others: readonly z.ZodType[] = [
    text,
    text.optional(),
    z.enum(['a', 'b']),
    z.literal('a'),
    z.literal([1, 'a']),
    z.union([z.union([some, z.int()]), z.boolean()]),
    z.array(text.nullable()),
    z.discriminatedUnion('t', [z.object({ t: z.literal('a') })]),
    z.intersection(z.object({ a: text }), z.object({ b: text })),
  ];

  it('is a value where the schema accepts it, at any depth of its alternatives', () => {
    for (const field of [...nullable, ...others])
      expect([field.def.type, isNullable(fieldSchema(z.object({ a: field })).properties!.a!)]).toEqual([
        field.def.type,
        field.safeParse(null).success,
      ]);
  });

  it('is kept or left out in the same way, whether its record is passed on or changed', () => {
    for (const field of nullable) {
      const prepare = preparerOf(testOperation(z.object({ a: field, b: text })));
      for (let time = 0; time < 3; time++) {
        expect(rowOf(prepare, '{"a":null,"b":"x"}')).toBe('{"a":null,"b":"x"}');
        expect(rowOf(prepare, '{"a":null,"b":"x","other":1}')).toBe('{"a":null,"b":"x"}');
      }
    }
    const prepare = preparerOf(
      testOperation(z.object({ a: z.union([text, z.number()]).optional(), b: text })),
    );
    for (let time = 0; time < 3; time++) expect(rowOf(prepare, '{"a":null,"b":"x"}')).toBe('{"b":"x"}');
  });
});

describe('columns without a field', () => {
  const counted = z.object({ a: text }).catchall(z.number().nullable());

  it('are validated by catchall, whether they are kept or their record is changed', () => {
    const prepare = preparerOf(testOperation(counted, { unmappedColumns: 'keep' }));
    for (let time = 0; time < 3; time++) {
      expect(rowOf(prepare, '{"a":"x","n":1,"m":null}')).toBe('{"a":"x","n":1,"m":null}');
      expect(rowOf(prepare, '{"a":5,"n":1,"m":null}')).toBe('{"a":"5","n":1,"m":null}');
      expect(rowOf(prepare, '{"a":"x","n":"1"}')).toMatch(/^rejected: \[\] is not a number/);
      expect(rowOf(prepare, '{"a":5,"n":"1"}')).toMatch(/^rejected: \[\] is not a number/);
      expect(rowOf(prepare, '{"a":"x","n":{}}')).toMatch(/^rejected: /);
      expect(rowOf(prepare, '{"a":5,"n":true}')).toMatch(/^rejected: /);
    }
  });

  it('are validated by catchall where another part of the record is changed each time', () => {
    const prepare = preparerOf(testOperation(counted, { unmappedColumns: 'keep' }));
    for (let time = 0; time < 3; time++) {
      expect(rowOf(prepare, '{"a":"x","n":1,"_airbyte_meta":{}}')).toBe('{"a":"x","n":1}');
      expect(rowOf(prepare, '{"a":"x","n":"1","_airbyte_meta":{}}')).toMatch(/^rejected: /);
    }
  });

  it('are rejected by a strict schema that keeps them, whether the record is passed on or changed', () => {
    const prepare = preparerOf(testOperation(z.strictObject({ a: text }), { unmappedColumns: 'keep' }));
    for (let time = 0; time < 3; time++) {
      expect(rowOf(prepare, '{"a":"x"}')).toBe('{"a":"x"}');
      for (const record of ['{"a":"x","b":1}', '{"a":5,"b":1}'])
        expect(rowOf(prepare, record)).toMatch(/^rejected: the record has keys that are not fields$/);
    }
  });

  it('are validated by catchall in inner objects and in their lists', () => {
    const inner = z.object({ x: text.optional() }).catchall(z.int());
    const prepare = preparerOf(testOperation(z.object({ o: inner, l: z.array(inner).optional() })));
    for (const bad of ['"n":"1"', '"n":1.5', '"n":null'])
      for (let time = 0; time < 3; time++) {
        expect(rowOf(prepare, '{"o":{"n":1}}')).toBe('{"o":{"n":1}}');
        expect(rowOf(prepare, `{"o":{${bad}}}`)).toMatch(/^rejected: o\.\[\] /);
        expect(rowOf(prepare, `{"o":{"n":1},"l":[{${bad}}]}`)).toMatch(/^rejected: l\.\[\]\.\[\] /);
      }
  });
});

describe('a valid value', () => {
  it('stays unchanged, also where the rest of its record is changed', () => {
    const cases: readonly (readonly [z.ZodType, string])[] = [
      [z.string().meta({ format: 'date-time' }), '"2023-08-10 21:26:27+02"'],
      [z.string().meta({ format: 'date-time' }), '"1691702787"'],
      [z.string().meta({ format: 'date' }), '"2023-08-10T21:26:27Z"'],
      [z.looseObject({ at: z.string().meta({ format: 'date-time' }) }), '{"at":"2023-08-10 21:26Z"}'],
      [z.array(z.string().meta({ format: 'date' })), '["2023-08-10T21:26:27Z"]'],
    ];
    for (const [a, value] of cases) {
      const prepare = preparerOf(testOperation(z.object({ a })));
      for (let time = 0; time < 3; time++) {
        expect(rowOf(prepare, `{"a":${value}}`)).toBe(`{"a":${value}}`);
        expect(rowOf(prepare, `{"a":${value},"other":1}`)).toBe(`{"a":${value}}`);
      }
    }
  });
});

describe('a text whose length is limited', () => {
  const cases: readonly (readonly [z.ZodType, readonly string[], readonly string[]])[] = [
    [text.min(1), ['a'], ['']],
    [text.min(2), ['aa'], ['', 'a']],
    [text.min(3).regex(/^[a-z]*$/), ['aaa'], ['', 'aa', 'AAA']],
    [text.min(1).regex(/^[a-z]*$/), ['a'], ['', 'A']],
    [text.min(2).regex(/\S/), ['ab', ' a'], ['a', '  ']],
    [text.max(2), ['', 'aa'], ['aaa']],
  ];

  it('is measured in the same way in all preparations', () => {
    const fills: readonly Partial<AnyOperation>[] = [{}, { defaults: { b: () => 'filled' } }];
    for (const [a, good, bad] of cases)
      for (const rest of fills) {
        const prepare = preparerOf(testOperation(z.object({ a, b: text.optional() }), rest));
        const row = (value: string): string => rowOf(prepare, `{"a":${JSON.stringify(value)},"b":"x"}`);
        for (let time = 0; time < 3; time++) {
          for (const value of good) expect(row(value)).toBe(`{"a":${JSON.stringify(value)},"b":"x"}`);
          for (const value of bad) expect(row(value)).toMatch(/^rejected: a /);
        }
      }
  });
});

describe('overlapping alternatives', () => {
  const unions: readonly (readonly [z.ZodType, string, string])[] = [
    [z.union([text, text.min(1)]), '"x"', '"x"'],
    [z.union([z.number(), z.int()]), '1', '1'],
    [z.union([z.int().min(0), z.number(), z.int()]), '1', '1'],
    [z.union([z.literal('x'), z.enum(['x', 'y']), text.regex(/^[a-z]*$/)]), '"x"', '"x"'],
    [
      z.union([text.nullable(), z.union([text.nullable(), z.boolean()]), z.boolean().nullable()]),
      'null',
      'null',
    ],
    [z.union([z.iso.datetime(), z.iso.datetime({ offset: true }), text]), '"2023-08-10T21:26:27Z"', '""'],
    [z.unknown(), '"x"', '1'],
    [text.regex(/^(a|a|aa)*$/), `"${'a'.repeat(40)}"`, '""'],
    [text.regex(/^(?:[a-z]+-?)*$/), `"${'a'.repeat(40)}"`, '""'],
  ];

  it('take time proportional to the length of a list, also if the record does not match in the end', () => {
    for (const [item, one, other] of unions) {
      const prepare = preparerOf(testOperation(z.object({ list: z.array(item), end: z.boolean() })));
      const list = (end: string): string =>
        `{"list":[${Array(200).fill(one).join(',')},${other}],"end":${end}}`;
      for (let time = 0; time < 3; time++) {
        expect(rowOf(prepare, list('true'))).toBe(list('true'));
        expect(rowOf(prepare, list('"no"'))).toMatch(/^rejected: end /);
        expect(rowOf(prepare, list('"true"'))).toBe(list('true'));
      }
    }
  });

  it('take time proportional to the number of columns', () => {
    for (const [item, one] of unions) {
      const names = Array.from({ length: 60 }, (_, at) => `k${at}`);
      const shape = Object.fromEntries(names.map((name) => [name, item]));
      const prepare = preparerOf(testOperation(z.object({ ...shape, end: z.boolean() })));
      const members = names.map((name) => `"${name}":${one}`).join(',');
      for (let time = 0; time < 3; time++) {
        expect(rowOf(prepare, `{${members},"end":true}`)).toBe(`{${members},"end":true}`);
        expect(rowOf(prepare, `{${members},"end":"no"}`)).toMatch(/^rejected: end /);
      }
    }
  });

  it('are recognised by one of them', () => {
    const prepare = preparerOf(
      testOperation(z.object({ a: z.union([z.int().min(0), z.number(), z.literal('x'), z.enum(['y'])]) })),
    );
    prepareText(prepare, '{"a":1}');
    for (const value of ['1', '-1.5', '"x"', '"y"'])
      expect(prepareText(prepare, `{"a":${value}}`)).toMatchObject({ isRecognised: true });
    expect(prepareText(prepare, '{"a":"z"}')).toMatchObject({ isRecognised: false, made: { reason: /^a / } });
  });
});

describe('a record of many values', () => {
  const record = (count: number, value = '1.5'): string =>
    `{${Array.from({ length: count }, (_, at) => `"k${at}":${value}`).join(',')}}`;
  const renamed = { field_mappings: [{ source_field: 'k0', destination_field: 'first' }] };

  it('is a normal row, and so are the records after it', () => {
    for (const config of [{}, renamed])
      for (const count of [501, 1_190, 1_900, 3_000])
        for (const value of ['1.5', '"→"', '[1]']) {
          const prepare = preparerOf(testOperation(z.looseObject({}), { unmappedColumns: 'keep' }), config);
          const expected = preparerOf(testOperation(z.looseObject({}), { unmappedColumns: 'keep' }), config)(
            record(count, value),
            JSON.parse(record(count, value)),
          );
          for (let time = 0; time < 3; time++)
            expect(prepareText(prepare, record(count, value)).made).toEqual(expected);
        }
  });

  it('is recognised by its text up to 500 values', () => {
    const prepare = preparerOf(testOperation(z.looseObject({}), { unmappedColumns: 'keep' }));
    for (const [count, isRecognised] of [
      [500, true],
      [501, false],
    ] as const) {
      prepareText(prepare, record(count));
      expect(prepareText(prepare, record(count, '2.5'))).toMatchObject({ isRecognised });
    }
  });
});

describe('rules that JSON Schema does not express', () => {
  const even = z.number().refine((value) => value % 2 === 0, { error: 'is odd' });

  it('reject a record at any depth, whether its record is a row as it is or has to be changed', () => {
    const fields = z
      .object({
        a: text,
        n: even.optional(),
        o: z.object({ n: even }).optional(),
        l: z.array(even).optional(),
      })
      .refine(({ a, n }) => a !== 'x' || n === undefined, { error: 'has both' });
    const prepare = preparerOf(testOperation(fields));
    for (let time = 0; time < 3; time++)
      for (const a of ['"y"', '5']) {
        expect(rowOf(prepare, `{"a":${a},"n":2}`)).toBe(`{"a":"${a.replaceAll('"', '')}","n":2}`);
        expect(rowOf(prepare, `{"a":${a},"n":3}`)).toBe('rejected: n is odd');
        expect(rowOf(prepare, `{"a":${a},"o":{"n":3}}`)).toBe('rejected: o.n is odd');
        expect(rowOf(prepare, `{"a":${a},"l":[2,3]}`)).toBe('rejected: l.[] is odd');
        expect(rowOf(prepare, '{"a":"x","n":2}')).toMatch(/^rejected: .*has both$/);
      }
  });

  it('apply to columns without a field', () => {
    const prepare = preparerOf(
      testOperation(z.object({ a: text }).catchall(even), { unmappedColumns: 'keep' }),
    );
    for (let time = 0; time < 3; time++)
      for (const a of ['"y"', '5']) {
        expect(rowOf(prepare, `{"a":${a},"n":2}`)).toBe(`{"a":"${a.replaceAll('"', '')}","n":2}`);
        expect(rowOf(prepare, `{"a":${a},"n":3}`)).toBe('rejected: [] is odd');
      }
  });

  it('see only the fields of a row, and a strict object inside of one sees all of its keys', () => {
    const prepare = preparerOf(
      testOperation(z.object({ a: text, o: z.strictObject({ x: text }).optional() })),
    );
    for (let time = 0; time < 3; time++)
      for (const a of ['"y"', '5']) {
        expect(rowOf(prepare, `{"a":${a},"b":1}`)).toBe(`{"a":"${a.replaceAll('"', '')}"}`);
        expect(rowOf(prepare, `{"a":${a},"o":{"x":"1","z":2}}`)).toMatch(/^rejected: o has keys/);
      }
  });
});
