import { describe, expect, it } from 'vitest';
import { add, nothing, sinkConnection } from './sink-connection.ts';
import type { Totals } from './subject.ts';

const EVENTS = [
  { event_name: 'USER_MESSAGE', text: 'a text that says "event_name": twice, "event_name":' },
  { event_name: 'MODEL_RESPONSE', text: '🙂' },
];
const BODY = JSON.stringify(EVENTS);
const LENGTH = Buffer.byteLength(BODY);
const post = (path: string): Buffer =>
  Buffer.from(`POST ${path} HTTP/1.1\r\nHost: here\r\nContent-Length: ${LENGTH}\r\n\r\n${BODY}`);
const get = (path: string): Buffer => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: here\r\n\r\n`);

function receive(
  chunks: readonly Buffer[],
  marker: string | undefined = '"event_name":',
): { totals: Totals; asked: string[] } {
  const totals = nothing();
  const asked: string[] = [];
  const respond = (method: string, path: string) => {
    asked.push(`${method} ${path}`);
    return { status: 200, carries: path !== '/validate' };
  };
  const take = sinkConnection({ respond, ...(marker && { marker }) }, (_, carried) => add(totals, carried));
  for (const chunk of chunks) take(chunk);
  return { totals, asked };
}

/** Pieces of every size. */
function* cuts(bytes: Buffer): Generator<Buffer[]> {
  for (let size = 1; size <= bytes.length; size++) {
    const chunks: Buffer[] = [];
    for (let from = 0; from < bytes.length; from += size) chunks.push(bytes.subarray(from, from + size));
    yield chunks;
  }
}

describe('a connection of the sink', () => {
  it('counts the same totals for all divisions of the bytes, and only requests with records', () => {
    for (const chunks of cuts(Buffer.concat([post('/validate'), post('/track'), post('/track')])))
      expect(receive(chunks)).toEqual({
        totals: { requests: 2, bytes: 2 * LENGTH, records: 4 },
        asked: ['POST /validate', 'POST /track', 'POST /track'],
      });
  });

  it('counts a request without a body as one record, with the bytes of its target', () => {
    for (const chunks of cuts(Buffer.concat([get('/one?a=1'), get('/another')])))
      expect(receive(chunks, '')).toEqual({
        totals: { requests: 2, bytes: 16, records: 2 },
        asked: ['GET /one?a=1', 'GET /another'],
      });
  });

  it('responds to a request only after its complete body', () => {
    expect(receive([post('/track').subarray(0, -1)]).asked).toEqual([]);
  });

  it('rejects a body without a length, which it could not count', () => {
    const head = Buffer.from('POST /track HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n');
    expect(() => receive([head])).toThrow('content-length');
  });
});
