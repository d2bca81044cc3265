import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject } from '../json.ts';
import { depth } from '../testing/depth.ts';
import type { Namespace, ParsedMessage } from './parsed-message.ts';
import { MessageReader } from './reader.ts';
import { anyObjectText, lineBlank, objectText, stringText, valueText } from './testing/arbitrary-json.ts';
import { targetOf } from './testing/read-line.ts';

/** Reads a line with JSON.parse alone. */
function parsedPlainly(line: string): unknown {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return 'ERR_LINE_NOT_JSON';
  }
  if (!isObject(message) || typeof message.type !== 'string') return 'ERR_NOT_A_MESSAGE';
  const { type, record, state } = message;
  if (type === 'STATE') return isObject(state) ? { type, state: JSON.stringify(state) } : 'ERR_NOT_A_MESSAGE';
  if (type === 'record') return 'ERR_NOT_A_MESSAGE';
  if (type !== 'RECORD') return { type: 'OTHER' };
  if (!isObject(record) || typeof record.stream !== 'string') return 'ERR_NOT_A_MESSAGE';
  return {
    ...{ type, target: targetOf(record.stream, record.namespace as Namespace) },
    data: JSON.stringify(record.data ?? null),
  };
}

function asRead(reader: MessageReader<string>, line: string): unknown {
  let input: ParsedMessage<string>;
  try {
    input = reader.read(`17\n${line}\n{`, 3, 3 + line.length, 1);
  } catch (error) {
    return (error as { code?: string }).code ?? error;
  }
  if (input.type === 'STATE') return { type: input.type, state: JSON.stringify(input.state) };
  if (input.type !== 'RECORD' && input.type !== 'KNOWN') return { type: 'OTHER' };
  const data = JSON.stringify(JSON.parse(input.text));
  if (input.type === 'RECORD') expect(JSON.stringify(input.data ?? null)).toBe(data);
  return { type: 'RECORD', target: input.target, data };
}

const DATA = '"<data>"';
const TIME = '"<time>"';
const HUGE = [4_000, 4_200, 33_000].map((length) => `"${'x('.repeat(length / 2)}"`);

type Members = readonly (readonly [key: string, value: string])[];
const key = (name: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    `"${name}"`,
    `"${name}"`,
    `"${name}"`,
    `"\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}"`,
  );
const other = fc.tuple(
  stringText.filter((text) => !text.includes('\\')),
  fc.oneof(valueText(lineBlank, 1), fc.constantFrom(...HUGE, '{"data":{},"emitted_at":5}')),
);
const perhaps = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<Members> =>
  fc.option(fc.tuple(key(name), value)).map((pair) => (pair ? [pair] : []));

/** Members in any order, mixed with others, some of them repeated. */
const mixed = (...parts: fc.Arbitrary<Members>[]): fc.Arbitrary<Members> =>
  fc
    .tuple(fc.tuple(...parts), fc.array(other, { maxLength: 1 }), fc.nat(30))
    .map(([all, more, twice]) => {
      const list = [...all.flat(), ...more];
      return list[twice] ? [...list, list[twice]] : list;
    })
    .chain((list) => fc.shuffledSubarray(list, { minLength: list.length }));

const of = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<Members> =>
  fc.tuple(key(name), value).map((pair) => [pair]);

const record = objectText(
  mixed(
    of('stream', fc.constantFrom('"users"', '"us\\u0065rs"', '"}}"', '7')),
    of('data', fc.constant(DATA)),
    perhaps('emitted_at', fc.constant(TIME)),
    perhaps('namespace', fc.constantFrom('null', '""', '"public"')),
    perhaps('meta', fc.constantFrom('{"changes":[]}', 'null', ...HUGE)),
  ),
  lineBlank,
);

const envelope = record.chain((text) =>
  objectText(
    mixed(
      of(
        'type',
        fc.constantFrom(
          '"RECORD"',
          '"RECORD"',
          '"RECORD"',
          '"REC\\u004fRD"',
          '"record"',
          '"STATE"',
          '"LOG"',
          '1',
        ),
      ),
      of('record', fc.constant(text)),
      perhaps('state', fc.constantFrom('{"type":"GLOBAL"}', '5')),
    ),
    lineBlank,
  ),
);

const data = fc.oneof(
  anyObjectText(lineBlank, 2),
  valueText(lineBlank, 1),
  fc.constantFrom(
    '{"a":1},"emitted_at":5,"data":{"b":2}',
    '{"a":"}},\\"emitted_at\\":17}}"}',
    '{"a":1}}',
    '{"a":',
  ),
  fc.constantFrom(...HUGE.map((text) => `{"a":${text}}`)),
);
const time = fc.constantFrom(
  '1700000000000',
  '17',
  '0',
  '-1',
  '1.5',
  '01',
  '1e3',
  'null',
  '12345678901234567',
  '',
);
const damage = fc.option(fc.tuple(fc.nat(), fc.constantFrom('', '"', '}', '\\', ',', '1')), { freq: 20 });

function isJsonObject(text: string): boolean {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
}

const LINES = 10;
const lines = fc.array(fc.tuple(fc.nat(2), data, time, damage), { minLength: LINES, maxLength: LINES });

describe('a line', () => {
  it('is read as JSON.parse reads it, after any lines from which layouts were learned', () => {
    const layouts = fc.array(envelope, { minLength: 1, maxLength: 3 });
    let same = 0;
    fc.assert(
      fc.property(layouts, lines, (known, list) => {
        const learning = new MessageReader(targetOf);
        const objects = list.map(([, value]) => value).filter(isJsonObject);
        const recognising = new MessageReader(targetOf, (_, text, start) => {
          const found = objects.find((each) => text.startsWith(each, start));
          return found === undefined ? undefined : { end: start + found.length };
        });
        for (const [which, value, at, hit] of list) {
          const whole = known[which % known.length]!.replaceAll(DATA, () => value).replaceAll(TIME, () => at);
          const place = hit ? hit[0] % whole.length : 0;
          const line = hit ? whole.slice(0, place) + hit[1] + whole.slice(place + 1) : whole;
          const expected = parsedPlainly(line);
          if (typeof expected === 'object') same++;
          expect([line.slice(0, 2_000), asRead(learning, line)]).toEqual([line.slice(0, 2_000), expected]);
          expect([line.slice(0, 2_000), asRead(recognising, line)]).toEqual([line.slice(0, 2_000), expected]);
        }
      }),
      { numRuns: depth(100, 200_000 / LINES) },
    );
    expect(same).toBeGreaterThan(100);
  });
});
