import fc from 'fast-check';
import { z } from 'zod';

/**
 * Schemas of fields as connectors may declare them, and texts of values for them, for tests that compare preparations of a
 * record.
 */

const leaf = fc.constantFrom<() => z.ZodType>(
  () => z.string(),
  () => z.string().min(1),
  () => z.string().min(2).max(4),
  () => z.string().regex(/\S/),
  () => z.string().regex(/^(?:a|ab|b)*$/),
  () => z.string().meta({ format: 'date-time' }),
  () => z.iso.datetime(),
  () => z.iso.datetime({ offset: true, local: true }),
  () => z.iso.date(),
  () => z.uuid(),
  () => z.string().refine((text) => !text.includes('b')),
  () => z.number(),
  () => z.int(),
  () => z.int().min(0),
  () => z.number().positive().max(100),
  () => z.number().multipleOf(0.1),
  () => z.number().multipleOf(7),
  () => z.boolean(),
  () => z.null(),
  () => z.enum(['a', 'ab', '']),
  () => z.literal('a'),
  () => z.literal([1, 'b', null]),
  () => z.unknown(),
);

const wrapped = (inner: fc.Arbitrary<z.ZodType>): fc.Arbitrary<z.ZodType> =>
  fc.oneof(
    { weight: 3, arbitrary: inner.map((each) => each.nullable()) },
    { weight: 2, arbitrary: inner.map((each) => each.nullish()) },
    {
      weight: 3,
      arbitrary: fc
        .array(inner, { minLength: 2, maxLength: 3 })
        .map(([one, two, ...more]) => z.union([one!, two!, ...more])),
    },
    { weight: 2, arbitrary: inner.map((each) => z.array(each)) },
    { weight: 1, arbitrary: inner.map((each) => z.array(each).min(1).max(2)) },
    { weight: 1, arbitrary: inner.map((each) => z.record(z.string(), each)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(inner, inner)
        .chain(([x, y]) =>
          fc.constantFrom<z.ZodType>(
            z.object({ x, y: y.optional() }),
            z.looseObject({ x }),
            z.strictObject({ x: x.optional() }),
            z.object({ x: x.optional() }).catchall(y),
          ),
        ),
    },
  );

/** Fields of the usual kinds, whose records are recognised by their text. */
const usual = fc.constantFrom<() => z.ZodType>(
  () => z.string(),
  () => z.string().min(1).nullable(),
  () => z.iso.datetime({ offset: true }),
  () => z.number().nullish(),
  () => z.int(),
  () => z.boolean().optional(),
  () => z.array(z.union([z.number(), z.string().nullable()])),
  () => z.unknown(),
);

/** A field up to three levels deep. */
export const fieldSchemas: fc.Arbitrary<z.ZodType> = (() => {
  const plain = leaf.map((make) => make());
  const one = fc.oneof(plain, wrapped(plain));
  const two = fc.oneof(one, wrapped(one));
  return fc.oneof({ weight: 6, arbitrary: usual.map((make) => make()) }, plain, one, two, wrapped(two));
})();

/** Values in many spellings: blanks, escapes, forms of numbers, texts that represent other types. */
export const VALUES: readonly string[] = String.raw`
  ""  " "  "a"  "ab"  "abba"  "A"  "\u0061"  "a\/b"  "é🙂"  "a\"b\\n"  "true"  "1"  "-1.50"  "12345678901234567"
  "99999999999999.99"  "[1]"  "{\"x\":1}"  "{\"x\":0.12345678901234567890}"  "[\"\u0031234567890123456789\"]"
  "2023-08-10T21:26:27.302Z"  "2023-08-10T21:26Z"  "2023-08-10 21:26:27+02"  "2023-08-10T21:26:27+02:00"  "2023-08-10T21:26:27"
  "2023-08-10"  "1691702787"  "7c6f2a0e-4b0b-5d59-9f4e-2d3f6a1c8b57"
  0  -0  -0.0  1  7  -3  100  0.1  0.3  1.0  1.10  2.50  1e2  1E-7  1.5e+3  0.000001  1691702787000
  999999999999999  9007199254740991  9007199254740993  12345678901234567890  99999999999999.99  0.12345678901234567890
  1234567.12345678901  0.30000000000000004  1e22  1e400  -1e-400  5e-324  1.234567890123e-320  100000000000000000000.5
  true  false  null  []  [ ]  ["a"]  ["a", "b"]  ["", ""]  ["","a"]  [" "]  [1]  [1,2.50]  [null]  [[1],[null]]  [1,"a",null,true]
  [99999999999999.99]  {}  { }  {"x":1}  {"x":"a"}  {"x":null}  {"x": "a", "y": 1}  {"x":1.10,"y":null}  {"x":{"x":1}}
  {"x":99999999999999.99}  {"y":1,"x":1}  {"x":1,"x":2}  {"__proto__":1}  {"\u0078":1}  {"1":2,"0":1}  {"k":"v"}  {"k":12345678901234567}`
  .trim()
  .split(/\s{2,}/)
  .map((text) => text.trim());
