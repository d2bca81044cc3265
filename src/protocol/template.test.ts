import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectorError } from '../errors.ts';
import { depth } from '../testing/depth.ts';
import type { Namespace, ParsedMessage } from './parsed-message.ts';
import { MessageReader } from './reader.ts';
import { anyObjectText, meaning, valueText } from './testing/arbitrary-json.ts';
import { newReader, readLine, targetOf } from './testing/read-line.ts';

/** A source's layout of records, without `data` and `emitted_at`. */
interface Envelope {
  readonly comma: string;
  readonly colon: string;
  readonly members: readonly (readonly [key: string, value: string])[];
  readonly typeLast: boolean;
  readonly end: string;
}

const DATA = '<data>';
const TIME = '<time>';

const envelope: fc.Arbitrary<Envelope> = fc.record({
  comma: fc.constantFrom(',', ', ', ' ,'),
  colon: fc.constantFrom(':', ': '),
  members: fc
    .record({
      stream: fc.constantFrom('users', 'or"ders', '}}', 'data'),
      namespace: fc.constantFrom(undefined, 'null', '""', '"public"'),
      meta: fc.constantFrom(undefined, 'null', '{"changes":[]}', '{"data":{"emitted_at":1},"emitted_at":2}'),
      time: fc.constantFrom('emitted_at', 'emitted_at', 'emitted_at', undefined),
      data: fc.constantFrom('data', 'data', 'data', '\\u0064ata', undefined),
      repeated: fc.constantFrom(undefined, undefined, undefined, 'data', 'emitted_at', 'stream'),
    })
    .chain(({ stream, namespace, meta, time, data, repeated }) => {
      const list: [string, string][] = [['stream', JSON.stringify(stream)]];
      if (namespace !== undefined) list.push(['namespace', namespace]);
      if (meta !== undefined) list.push(['meta', meta]);
      if (time !== undefined) list.push([time, TIME]);
      if (data !== undefined) list.push([data, DATA]);
      if (repeated === 'data') list.push(['data', '{"old":1}']);
      if (repeated === 'emitted_at') list.push(['emitted_at', '5']);
      if (repeated === 'stream') list.push(['stream', '"another"']);
      return fc.shuffledSubarray(list, { minLength: list.length });
    }),
  typeLast: fc.boolean(),
  end: fc.constantFrom('', '', ' '),
});

const time = fc.oneof(
  fc.integer({ min: 0, max: 2_000_000_000_000 }).map(String),
  fc.constantFrom('1700000000000', '1700000000.5', '1.7E12', '0', '-1', '12345678901234567', 'null', '"x"'),
);

/** Data, including text that resembles the end of an envelope or another record. */
const dataText = fc.oneof(
  anyObjectText(fc.constantFrom('', ' ')),
  valueText(fc.constantFrom('', ' ')),
  fc.constantFrom(
    '{"a":"}},\\"emitted_at\\":17}}"}',
    '{"a":1},"emitted_at":5,"data":{"b":2}',
    '{"record":{"stream":"users","data":{}}}',
    '{"type":"STATE"}',
    '{"a":{"emitted_at":1700000000000}}',
    'null',
    '[]',
    '{"id":9007199254740993}',
  ),
);

function write(layout: Envelope, data: string, emittedAt: string): string {
  const { comma, colon, members, typeLast, end } = layout;
  const pairs = members.map(
    ([key, value]) => [key, value.replace(DATA, () => data).replace(TIME, () => emittedAt)] as const,
  );
  const object = (list: readonly (readonly [string, string])[]): string =>
    `{${list.map(([key, value]) => `"${key}"${colon}${value}`).join(comma)}}`;
  const record = ['record', object(pairs)] as const;
  const type = ['type', '"RECORD"'] as const;
  return object(typeLast ? [record, type] : [type, record]) + end;
}

/** Reads a line with JSON.parse alone. */
function parsedPlainly(line: string): unknown {
  const { record } = JSON.parse(line) as { record: Record<string, unknown> };
  const target = targetOf(record.stream as string, record.namespace as Namespace);
  return {
    type: 'RECORD',
    target,
    data: JSON.stringify(record.data),
    text: JSON.stringify(record.data ?? null),
  };
}

function shown(input: ParsedMessage<string>): unknown {
  if (input.type !== 'RECORD' && input.type !== 'KNOWN') return input;
  const data = input.type === 'KNOWN' ? meaning(input.text) : JSON.stringify(input.data);
  return { type: 'RECORD', target: input.target, data, text: meaning(input.text) };
}

/** A reader that recognises one text of data. */
const recognisingReader = (data: string): MessageReader<string> =>
  new MessageReader(targetOf, (_, text, start) =>
    text.startsWith(data, start) ? { end: start + data.length } : undefined,
  );

function outcome(reader: MessageReader<string>, line: string): unknown {
  try {
    return shown(readLine(reader, line));
  } catch (error) {
    return (error as ConnectorError).code;
  }
}

describe('records', () => {
  it('read with learned layouts equal those of JSON.parse, in any mix of layouts', () => {
    const layouts = fc.array(envelope, { minLength: 1, maxLength: 4 });
    const records = fc.array(fc.tuple(fc.nat(3), dataText, time), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(layouts, records, (known, list) => {
        const reader = newReader();
        for (const [which, data, emittedAt] of list) {
          const line = write(known[which % known.length]!, data, emittedAt);
          const input = readLine(reader, line);
          expect(shown(input)).toEqual(parsedPlainly(line));
          if (input.type === 'RECORD' && input.text !== 'null') expect(line).toContain(input.text);
        }
      }),
      { numRuns: depth(250, 10_000) },
    );
  });

  it('read with learned layouts equal those of a new reader, also after a damaged line', () => {
    const damage = fc.tuple(
      fc.nat(),
      fc.nat(3),
      fc.constantFrom('', '}', '"', ',', '0', '5', ' ', '{', '}}', ',"data":{}'),
    );
    fc.assert(
      fc.property(
        envelope,
        dataText,
        time,
        fc.array(damage, { minLength: 1, maxLength: 2 }),
        (layout, data, at, all) => {
          const reader = newReader();
          const line = write(layout, data, at);
          readLine(reader, write(layout, '{"a":1}', '1700000000000'));
          readLine(reader, line);
          const damaged = all.reduce((text, [place, length, by]) => {
            const from = place % text.length;
            return text.slice(0, from) + by + text.slice(from + length);
          }, line);
          expect(outcome(reader, damaged)).toEqual(outcome(newReader(), damaged));
        },
      ),
      { numRuns: depth(600, 20_000) },
    );
  });

  it('whose data is recognised equal those of JSON.parse, and are no records if their line is damaged', () => {
    const object = anyObjectText(fc.constantFrom('', ' '), 2);
    const ends = fc.constantFrom('', '', '}', ' ', ',', '"', '1', '{}');
    let recognised = 0;
    fc.assert(
      fc.property(
        envelope,
        object,
        fc.array(fc.tuple(ends, time), { minLength: 1, maxLength: 3 }),
        (layout, data, rest) => {
          const reader = recognisingReader(data);
          readLine(reader, write(layout, data, '1700000000000'));
          for (const [end, at] of rest) {
            const line = write(layout, `${data}${end}`, at);
            expect(outcome(reader, line)).toEqual(outcome(newReader(), line));
            if (outcome(reader, line) !== 'ERR_LINE_NOT_JSON' && readLine(reader, line).type === 'KNOWN')
              recognised++;
          }
        },
      ),
      { numRuns: depth(600, 20_000) },
    );
    expect(recognised).toBeGreaterThan(100);
  });

  it('need a valid JSON number as emitted_at and no text after them', () => {
    const layouts = [
      (at: string) => `{"type":"RECORD","record":{"stream":"a","data":{"x":1},"emitted_at":${at}}}`,
      (at: string) => `{"type":"RECORD","record":{"emitted_at":${at},"stream":"a","data":{"x":1}}}`,
    ];
    for (const layout of layouts) {
      const reader = newReader();
      readLine(reader, layout('1700000000000'));
      for (const at of ['01700000000000', '00', '', '-', '1700000000000.', '17e', '1 7', '0x1'])
        expect([at, outcome(reader, layout(at))]).toEqual([at, 'ERR_LINE_NOT_JSON']);
      for (const end of ['}', ' x', '1', '{}'])
        for (const at of ['1700000000000', '170000000000', '17'])
          expect(outcome(reader, `${layout(at)}${end}`)).toBe('ERR_LINE_NOT_JSON');
      for (const at of ['0', '5', '-5', '1.5', '17000000000000000000', 'null'])
        expect(outcome(reader, layout(at))).toMatchObject({ target: '-/a', text: '{"x":1}' });
    }
  });

  it('of one layout are recognised with times of any number of digits, before or after data', () => {
    const layouts = [
      (at: number, data: string) =>
        `{"type":"RECORD","record":{"stream":"a","data":${data},"emitted_at":${at},"m":1}}`,
      (at: number, data: string) =>
        `{"type":"RECORD","record":{"emitted_at":${at},"stream":"a","data":${data}}}`,
    ];
    for (const layout of layouts) {
      let lookups = 0;
      const reader = new MessageReader((name) => `${name}${lookups++}`);
      for (const at of [17, 1_700_000_000_000, 1_700_000_000, 1, 123_456, 17])
        for (const data of ['{"x":1}', '{}', '{"x":[1,{"y":"longer"}]}'])
          expect(readLine(reader, layout(at, data))).toMatchObject({ target: 'a0', text: data });
      expect(lookups).toBe(1);
    }
  });

  it('without a time are recognised by their layout', () => {
    let lookups = 0;
    const reader = new MessageReader((name) => `${name}${lookups++}`);
    for (const data of ['{"x":1}', '{}', '7', '{"x":[1,{"y":"longer"}]}'])
      readLine(reader, `{"type":"RECORD","record":{"stream":"a","data":${data}}}`);
    expect(lookups).toBe(1);
  });

  it('that are cut at the end of the text are no records of a layout that ends with a blank', () => {
    const line = '{"type":"RECORD","record":{"stream":"a","data":{"x":1}}} ';
    const reader = newReader();
    reader.read(line, 0, line.length, 1);
    const cut = line.slice(0, -2);
    expect(() => reader.read(cut, 0, cut.length, 2)).toThrow('Line 2 of the input is not JSON');
  });
});
