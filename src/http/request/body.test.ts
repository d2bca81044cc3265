import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareBody } from './body.ts';

async function read(sent: Uint8Array | AsyncIterable<Uint8Array>): Promise<Buffer[]> {
  if (sent instanceof Uint8Array) return [Buffer.from(sent)];
  const blocks: Buffer[] = [];
  for await (const block of sent) blocks.push(Buffer.from(block));
  return blocks;
}

describe('a body', () => {
  it('is given once: as bytes, as JSON or as a form', () => {
    expect(() => prepareBody({ body: 'a', json: {} })).toThrow('both "json" and "body"');
    expect(() => prepareBody({ form: {}, json: {} })).toThrow('both "json" and "form"');
    expect(() => prepareBody({ form: {}, body: '' })).toThrow('both "form" and "body"');
  });

  it('sends the pieces of a list in order, with the stated length, each time', async () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 50 }),
      fc.integer({ min: 1000, max: 300_000 }).map((size) => new Uint8Array(size).fill(size % 251)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const whole = Buffer.concat(pieces);
        const body = prepareBody({ body: pieces });
        expect(body?.length).toBe(whole.byteLength);
        for (let time = 0; time < 2; time++) {
          const sent = Buffer.concat(await read(body?.send() ?? new Uint8Array()));
          expect(sent.equals(whole)).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('of many pieces is sent in few blocks, and is never joined completely if it is long', async () => {
    const rows = Array.from({ length: 40_000 }, () => new Uint8Array(50));
    const blocks = await read(prepareBody({ body: rows })?.send() ?? new Uint8Array());
    expect(blocks.length).toBeGreaterThan(10);
    expect(blocks.length).toBeLessThan(50);
  });

  it('is joined up to one MiB, and sent in blocks of at least 64 KiB above', async () => {
    const pieces = Array.from({ length: 16 }, () => new Uint8Array(64 * 1024));
    expect(prepareBody({ body: pieces })?.send()).toBeInstanceOf(Uint8Array);
    const body = prepareBody({ body: [...pieces, ...pieces] });
    const blocks: Uint8Array[] = [];
    for await (const block of body!.send() as AsyncIterable<Uint8Array>) blocks.push(block);
    expect(blocks).toHaveLength(32);
    for (const [at, block] of blocks.entries()) expect(block).toBe(pieces[at % 16]);
    expect(body).toMatchObject({ contentType: undefined, length: 2 * 1024 * 1024 });
  });

  it('keeps its order where small pieces stand between large ones, which are not copied', async () => {
    const sizes = [200, 40_000, 10, 10, 33_000, 32 * 1024, 32 * 1024 - 1, 5];
    const pieces = Array.from({ length: 80 }, (_, at) => new Uint8Array(sizes[at % 8]!).fill(at));
    const blocks: Uint8Array[] = [];
    for await (const block of prepareBody({ body: pieces })!.send() as AsyncIterable<Uint8Array>)
      blocks.push(block);
    expect(Buffer.concat(blocks).equals(Buffer.concat(pieces))).toBe(true);
    for (const piece of pieces) expect(blocks.includes(piece)).toBe(piece.length >= 32 * 1024);
  });

  it('of one piece is not copied', () => {
    const piece = new Uint8Array(2 * 1024 * 1024);
    expect(prepareBody({ body: piece })?.send()).toBe(piece);
    expect(prepareBody({ body: [piece] })?.send()).toBe(piece);
  });

  it('of a form has its content type, encoded fields, and none that are undefined', () => {
    const form = prepareBody({
      form: { grant_type: 'refresh_token', token: 'a+b/=&ü', n: 1, none: undefined },
    })!;
    expect(form.contentType).toBe('application/x-www-form-urlencoded');
    expect(String(form.send())).toBe('grant_type=refresh_token&token=a%2Bb%2F%3D%26%C3%BC&n=1');
  });

  it('of JSON has its content type, and its length in bytes, not characters', () => {
    expect(prepareBody({ json: { a: 'ü' } })).toMatchObject({ contentType: 'application/json', length: 10 });
    expect(prepareBody({ body: 'ü' })).toMatchObject({ contentType: undefined, length: 2 });
    expect(prepareBody({})).toBeUndefined();
  });
});
