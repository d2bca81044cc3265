import fc from 'fast-check';

/** Unusual but valid JSON texts, for property tests of code that reads text instead of values. */

/** Blanks inside a line: all that JSON allows except the newline. */
export const lineBlank = fc.string({ unit: fc.constantFrom(' ', '\t', '\r'), maxLength: 2 });
export const anyBlank = fc.string({ unit: fc.constantFrom(' ', '\t', '\r', '\n'), maxLength: 3 });

const awkward = [
  ...[
    'a',
    'é',
    '😀',
    '\u2028',
    '\u2029',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '}}',
    '1234567890123456',
    '-',
    '#',
    '\ufeff',
  ],
  ...[
    '\\"',
    '\\\\',
    '\\n',
    '\\/',
    '\\u0022',
    '\\u005c',
    '\\ud83d',
    '\\u0064',
    ',\\"emitted_at\\":12}}',
    '\\u0000',
  ],
];

export const stringText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...awkward),
      fc.string({ unit: 'binary', maxLength: 4 }).map((text) => JSON.stringify(text).slice(1, -1)),
    ),
    { maxLength: 5 },
  )
  .map((parts) => `"${parts.join('')}"`);

export const numberText = fc.oneof(
  fc.constantFrom('0', '-0', '1.10', '7E+3', '-0.0', '1e400', '-1E+400', '1e-7', '0.1234567890123456789'),
  fc.constantFrom('9007199254740993', '-9007199254740993', '18446744073709551615', '9007199254740993.5e3'),
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
);

/**
 * No key contains a backslash: after an object with such a key, JSON.parse of Node 26.10 (V8 14.6) confuses it with an escaped
 * key in the same place (`{"\\\\":1}`, then `{"\\n":1}`).
 */
const keyText = fc.oneof(
  stringText.filter((text) => !(JSON.parse(text) as string).includes('\\')),
  fc.constantFrom(
    '"data"',
    '"\\u0064ata"',
    '"state"',
    '"emitted_at"',
    '"record"',
    '"__proto__"',
    '"constructor"',
    '""',
  ),
);

/** Joins texts of members to the text of an object. */
export const objectText = (
  memberList: fc.Arbitrary<readonly (readonly [key: string, value: string])[]>,
  blank: fc.Arbitrary<string>,
): fc.Arbitrary<string> =>
  fc.tuple(memberList, fc.array(blank, { maxLength: 7 })).map(([list, blanks]) => {
    let used = 0;
    const gap = (): string => blanks[used++ % blanks.length] ?? '';
    const texts = list.map(([key, value]) => `${gap()}${key}${gap()}:${gap()}${value}${gap()}`);
    return `{${texts.length === 0 ? gap() : texts.join(',')}}`;
  });

/** The text of any JSON value. */
export const valueText = (blank: fc.Arbitrary<string>, maxDepth = 3): fc.Arbitrary<string> => {
  const leaf = fc.oneof(stringText, numberText, fc.constantFrom('null', 'true', 'false'));
  if (maxDepth === 0) return leaf;
  const inner = valueText(blank, maxDepth - 1);
  const list = fc
    .array(fc.tuple(blank, inner, blank), { maxLength: 3 })
    .map((items) => `[${items.map((parts) => parts.join('')).join(',')}]`);
  return fc.oneof(leaf, list, anyObjectText(blank, maxDepth));
};

/** The text of any JSON object, including repeated keys. */
export const anyObjectText = (blank: fc.Arbitrary<string>, maxDepth = 3): fc.Arbitrary<string> =>
  objectText(
    fc.array(fc.tuple(keyText, valueText(blank, Math.max(0, maxDepth - 1))), { maxLength: 4 }),
    blank,
  );

/** Normalises a JSON text, to compare values with `__proto__` keys in their order. */
export const meaning = (text: string): string => JSON.stringify(JSON.parse(text));

/** Decimals with few and many digits, with and without exponents, with zeros at both ends. */
export const decimalText = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: fc.oneof(
      fc.constant('0'),
      fc.stringMatching(/^[1-9][0-9]{0,24}$/),
      fc.stringMatching(/^[1-9]0{0,20}$/),
    ),
    fraction: fc.oneof(
      fc.constant(''),
      fc.stringMatching(/^\.[0-9]{1,25}$/),
      fc.stringMatching(/^\.0{0,20}[0-9]0{0,9}$/),
    ),
    exponent: fc.oneof(
      fc.constant(''),
      fc.integer({ min: -330, max: 330 }).map((power) => `e${power}`),
    ),
  })
  .map(({ sign, whole, fraction, exponent }) => sign + whole + fraction + exponent);
