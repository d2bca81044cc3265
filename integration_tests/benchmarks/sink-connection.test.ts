import { describe, expect, it } from 'vitest';
import { sinkConnection, type Totals } from './sink-connection.ts';

const EVENTS = [
  { event_name: 'USER_MESSAGE', text: 'a text that says "event_name": twice, "event_name":' },
  { event_name: 'MODEL_RESPONSE', text: '🙂' },
];
const BODY = JSON.stringify(EVENTS);
const LENGTH = Buffer.byteLength(BODY);
const request = (path: string): Buffer =>
  Buffer.from(`POST ${path} HTTP/1.1\r\nHost: here\r\nContent-Length: ${LENGTH}\r\n\r\n${BODY}`);

function receive(chunks: readonly Buffer[]): { totals: Totals; paths: string[] } {
  const totals: Totals = { requests: 0, bytes: 0, events: 0 };
  const paths: string[] = [];
  const take = sinkConnection(totals, (path) => paths.push(path));
  for (const chunk of chunks) take(chunk);
  return { totals, paths };
}

describe('a connection of the sink', () => {
  it('counts the same however the bytes are cut', () => {
    const bytes = Buffer.concat([request('/events/validate'), request('/events/track')]);
    for (let size = 1; size <= bytes.length; size++) {
      const chunks: Buffer[] = [];
      for (let from = 0; from < bytes.length; from += size) chunks.push(bytes.subarray(from, from + size));
      expect(receive(chunks)).toEqual({
        totals: { requests: 2, bytes: 2 * LENGTH, events: 4 },
        paths: ['/events/validate', '/events/track'],
      });
    }
  });

  it('answers a request only when its body is whole', () => {
    expect(receive([request('/track').subarray(0, -1)]).paths).toEqual([]);
  });

  it('refuses a body without a length, which it could not count', () => {
    const head = Buffer.from('POST /track HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n');
    expect(() => receive([head])).toThrow('content-length');
  });
});
