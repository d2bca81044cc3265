import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { client, serve } from '../testing/loopback.ts';
import { decodeBody } from './decode-body.ts';

const TEXT = '{"data":"Grüße"}';
const bytes = Buffer.from(TEXT);
const get = { method: 'GET', path: '/' } as const;

it.each([
  [undefined, (body: Buffer) => body],
  ['gzip', gzipSync],
] as const)('a byte order mark before a response (%s) is no part of its text', async (coding, encode) => {
  const marked = encode(Buffer.from(`\uFEFF${TEXT}`));
  expect(await decodeBody(marked, coding, 1_000)).toEqual({ text: TEXT, is: 'whole' });
});

describe('a response that is compressed although no request asked for it', () => {
  it.each([
    ['gzip', gzipSync(bytes)],
    ['x-gzip', gzipSync(bytes)],
    ['GZIP', gzipSync(bytes)],
    ['deflate', deflateSync(bytes)],
    ['deflate', deflateRawSync(bytes)],
    ['br', brotliCompressSync(bytes)],
    ['gzip, br', brotliCompressSync(gzipSync(bytes))],
    ['identity', bytes],
    [undefined, bytes],
  ])('with %s is read', async (coding, body) => {
    expect(await decodeBody(body, coding, 1_000)).toEqual({ text: TEXT, is: 'whole' });
  });

  it('is read by a request with its schema, and requests ask for uncompressed responses', async () => {
    const { url, seen } = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(bytes)),
    );
    const responseSchema = z.object({ data: z.string() });
    expect((await client(url).http.request({ ...get, responseSchema })).data).toEqual({ data: 'Grüße' });
    expect(seen[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('keeps the provider message of a rejection', async () => {
    const { url } = await serve((_, response) =>
      response.writeHead(400, { 'content-encoding': 'br' }).end(brotliCompressSync(bytes)),
    );
    await expect(client(url).http.request(get)).rejects.toMatchObject({
      kind: 'reject',
      providerMessage: TEXT,
    });
  });

  it.each([
    ['an unknown coding', 'zstd', bytes],
    ['a coding that is the name of a method', 'constructor', bytes],
    ['bytes that are not in its coding', 'gzip', bytes],
    ['an end that is missing', 'gzip', gzipSync(bytes).subarray(0, -6)],
  ])('with %s is an error: the outcome of the request is unknown', async (_, coding, body) => {
    const { url } = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end(body),
    );
    await expect(client(url).http.request(get)).rejects.toMatchObject({
      kind: 'transient',
      code: 'ERR_UNREADABLE_RESPONSE',
    });
  });

  it('is not decoded beyond the size limit of a response, for a small body too', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const { text, is } = await decodeBody(bomb, 'gzip', 1_000_000);
    expect([text.length, is]).toEqual([1_000_000, 'cut']);
    const { url } = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    await expect(client(url).http.request(get)).rejects.toMatchObject({ code: 'ERR_UNREADABLE_RESPONSE' });
  });

  it('may be empty', async () => {
    expect(await decodeBody(Buffer.alloc(0), 'gzip', 10)).toEqual({ text: '', is: 'whole' });
  });
});
