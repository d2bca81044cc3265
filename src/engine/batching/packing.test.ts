import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Framing, jsonArray, ndjson, oneRowPerRequest } from '../../define/framing.ts';
import { depth } from '../../testing/depth.ts';
import { Packing } from './packing.ts';

const SEGMENT = 64 * 1024;
const bytesOf = (packing: Packing): Buffer => Buffer.concat(packing.body());
const expected = ({ open, separator, close }: Framing, texts: readonly string[]): Buffer =>
  Buffer.concat(
    [open, ...texts.flatMap((text, index) => (index === 0 ? [text] : [separator, text])), close].map((each) =>
      Buffer.from(each),
    ),
  );

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', '\ud800', 'a\udc00b', '😀', '\u2028', '\u0000'),
  // Long texts with one, two, three and four bytes per character, around the size of a segment.
  fc
    .tuple(fc.constantFrom('x', 'é', '€', '😀'), fc.integer({ min: 1, max: SEGMENT + 5000 }))
    .map(([character, bytes]) => character.repeat(Math.ceil(bytes / Buffer.byteLength(character)))),
);
const anyFraming = fc.oneof(
  fc.constantFrom(jsonArray, ndjson, oneRowPerRequest),
  fc.record({
    open: fc.string({ unit: 'binary' }),
    separator: fc.string({ unit: 'binary', maxLength: 4 }),
    close: fc.string({ unit: 'binary' }),
  }),
);

describe('a packing', () => {
  it('has the body of its rows joined in the framing, and counts its bytes, for any text', () => {
    fc.assert(
      fc.property(anyFraming, fc.array(anyText, { minLength: 1, maxLength: 12 }), (framing, texts) => {
        const packing = new Packing(framing);
        for (const text of texts) expect(packing.append(text)).toBe(Buffer.byteLength(text));
        const body = expected(framing, texts);
        expect(bytesOf(packing).equals(body)).toBe(true);
        expect(packing.bytes).toBe(body.length);
        expect(packing.rows).toBe(texts.length);
        for (const [index, text] of texts.entries()) {
          expect(packing.text(index)).toBe(Buffer.from(text).toString());
          expect(packing.bytesOf(index)).toBe(Buffer.byteLength(text));
        }
        // body() may be called again: every attempt sends it.
        expect(bytesOf(packing).equals(body)).toBe(true);
        packing.release();
      }),
      { numRuns: depth(60, 2_000) },
    );
  });

  it('fits a first row whose framing has more bytes than characters', () => {
    const framing = { open: 'Prénom\r\n'.repeat(10), separator: '', close: '€' };
    for (let size = SEGMENT - 100; size < SEGMENT + 10; size++) {
      const packing = new Packing(framing);
      packing.append('x'.repeat(size));
      expect(bytesOf(packing).equals(expected(framing, ['x'.repeat(size)]))).toBe(true);
    }
  });

  it('undo() restores the previous bytes', () => {
    fc.assert(
      fc.property(
        anyFraming,
        fc.array(fc.tuple(anyText, fc.boolean()), { minLength: 1, maxLength: 12 }),
        (framing, rows) => {
          const packing = new Packing(framing);
          const kept: string[] = [];
          for (const [text, isKept] of rows) {
            packing.append(text);
            if (isKept) kept.push(text);
            else packing.undo();
            expect(packing.rows).toBe(kept.length);
            if (kept.length > 0) expect(packing.bytes).toBe(expected(framing, kept).length);
          }
          if (kept.length > 0) expect(bytesOf(packing).equals(expected(framing, kept))).toBe(true);
          for (const [index, text] of kept.entries())
            expect(packing.text(index)).toBe(Buffer.from(text).toString());
          packing.release();
        },
      ),
      { numRuns: depth(40, 1_000) },
    );
  });

  it('has rows of another packing as if they were appended one by one, in any order', () => {
    const rows = fc.array(fc.oneof(anyText, fc.constant('x'.repeat(20_000))), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(
        anyFraming,
        rows,
        fc.array(fc.nat(29)),
        fc.boolean(),
        (framing, texts, places, isSorted) => {
          const source = new Packing(framing);
          for (const text of texts) source.append(text);
          const given = places.filter((place) => place < texts.length);
          const indexes = isSorted ? [...new Set(given)].toSorted((a, b) => a - b) : given;
          const all = texts.map((_, index) => index);
          for (const each of [indexes, all, [...all, ...indexes]]) {
            const packing = new Packing(framing);
            packing.append(texts[0]!);
            packing.appendRows(source, each);
            packing.append('end');
            const wanted = [texts[0]!, ...each.map((index) => texts[index]!), 'end'];
            expect(bytesOf(packing).equals(expected(framing, wanted))).toBe(true);
            expect(packing.bytes).toBe(expected(framing, wanted).length);
            expect(wanted.map((_, index) => packing.text(index))).toEqual(
              wanted.map((text) => Buffer.from(text).toString()),
            );
            packing.release();
          }
          source.release();
        },
      ),
      { numRuns: depth(30, 600) },
    );
  });

  it('never shares bytes with the body of another packing after segments are reused', () => {
    const command = fc.oneof(
      { weight: 4, arbitrary: fc.record({ to: fc.nat(3), text: anyText }) },
      { weight: 1, arbitrary: fc.record({ release: fc.nat(3) }) },
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const open = Array.from({ length: 4 }, () => ({
          packing: new Packing(ndjson),
          texts: [] as string[],
        }));
        for (const each of commands) {
          if ('release' in each) {
            open[each.release]!.packing.release();
            open[each.release] = { packing: new Packing(ndjson), texts: [] };
          } else {
            open[each.to]!.packing.append(each.text);
            open[each.to]!.texts.push(each.text);
          }
          for (const { packing, texts } of open)
            if (texts.length > 0) expect(bytesOf(packing).equals(expected(ndjson, texts))).toBe(true);
        }
        for (const { packing } of open) packing.release();
      }),
      { numRuns: depth(30, 600) },
    );
  });

  it('has no chunks without rows, and after its release', () => {
    const packing = new Packing(jsonArray);
    expect(packing.body()).toEqual([]);
    packing.append('1');
    packing.release();
    expect(packing.body()).toEqual([]);
  });

  it('gives its segments back once if release() is called repeatedly', () => {
    const first = new Packing(oneRowPerRequest);
    first.append('first');
    first.release();
    first.release();
    const [second, third] = [new Packing(oneRowPerRequest), new Packing(oneRowPerRequest)];
    second.append('second');
    third.append('third');
    expect([second, third].map((each) => bytesOf(each).toString())).toEqual(['second', 'third']);
  });
});

it('a packing with a single row has a segment of exactly its size', () => {
  const packing = new Packing(jsonArray, true);
  packing.append('{"id":"é"}');
  const [body] = packing.body();
  expect(body?.toString()).toBe('[{"id":"é"}]');
  expect(packing.bytes).toBe(13);
  packing.release();
});

it('a row fills the rest of a segment to the last byte, and the closing text is a chunk of its own', () => {
  const packing = new Packing(jsonArray);
  packing.append('x'.repeat(30_000));
  packing.append('y'.repeat(SEGMENT - 30_002));
  expect(packing.body().map(({ length }) => length)).toEqual([SEGMENT, 1]);
  packing.release();
});

it('a body with a small first segment continues in a whole segment, which can be reused, from 32 KiB on', () => {
  const packing = new Packing(oneRowPerRequest, false, 512);
  packing.append('x'.repeat(40_000));
  packing.append('y');
  expect(packing.body().map(({ buffer }) => buffer.byteLength)).toEqual([40_000, SEGMENT]);
  packing.release();
});

it('at most 512 free segments are kept for reuse', () => {
  const packings = Array.from({ length: 700 }, () => new Packing(oneRowPerRequest));
  const memoryOf = (packing: Packing) => packing.body()[0]!.buffer;
  for (const packing of packings) packing.append('x');
  const before = new Set(packings.map(memoryOf));
  expect(before.size).toBe(700);
  for (const packing of packings) packing.release();
  const again = Array.from({ length: 700 }, () => new Packing(oneRowPerRequest));
  for (const packing of again) packing.append('x');
  expect(again.filter((packing) => before.has(memoryOf(packing)))).toHaveLength(512);
  for (const packing of again) packing.release();
});

it('a body with a small first segment takes at most twice its bytes plus one segment', () => {
  fc.assert(
    fc.property(fc.array(anyText, { minLength: 1, maxLength: 300 }), (texts) => {
      const packing = new Packing(ndjson, false, 512);
      for (const text of texts) packing.append(text);
      const parts = packing.body();
      expect(Buffer.concat(parts).equals(expected(ndjson, texts))).toBe(true);
      const memory = parts.reduce((sum, part) => sum + part.buffer.byteLength, 0);
      expect(memory).toBeLessThanOrEqual(2 * packing.bytes + SEGMENT);
      if (packing.bytes < 500) expect(memory).toBe(512);
      packing.release();
    }),
    { numRuns: depth(30, 600) },
  );
});
