import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { Pool } from 'undici';
import { describe, expect, it } from 'vitest';
import { jsonArray } from '../../define/framing.ts';
import { Packing } from '../../engine/batching/packing.ts';
import { depth } from '../../testing/depth.ts';
import { fakeClock } from '../../testing/fake-clock.ts';
import { prepareBody } from './body.ts';
import { exchange } from './exchange.ts';

/** When a server responds: after the head, or after the whole body. */
type Manner = { readonly status: number; readonly isEarly: boolean; readonly rest?: string };

/** A server that reads little at a time, like a small socket buffer, and keeps the bodies that arrived completely. */
function slowServer(mannerOf: (n: number) => Manner, step: number) {
  const bodies: string[] = [];
  const sockets: Duplex[] = [];
  const gate = { isOpen: true };
  let requests = 0;

  const connect = (): Duplex => {
    let bytes = Buffer.alloc(0);
    let rest: number | undefined;
    let manner: Manner = { status: 201, isEarly: true };
    const response = (): void => {
      const { status, rest: text = 'content-length: 2\r\n\r\nok' } = manner;
      socket.push(`HTTP/1.1 ${status} X\r\n${text}`);
    };
    const take = (more: Buffer): void => {
      bytes = Buffer.concat([bytes, more]);
      const end = bytes.indexOf('\r\n\r\n');
      if (rest === undefined && end !== -1) {
        rest = Number(/content-length: (\d+)/.exec(bytes.toString('latin1', 0, end))?.[1]);
        bytes = bytes.subarray(end + 4);
        manner = mannerOf(requests++);
        if (manner.isEarly) response();
      }
      if (rest === undefined || bytes.length < rest) return;
      bodies.push(bytes.toString('latin1', 0, rest));
      bytes = bytes.subarray(rest);
      rest = undefined;
      if (!manner.isEarly) response();
    };
    const socket: Duplex = new Duplex({
      read: () => undefined,
      // The memory of `chunk` is read later, as the operating system does.
      write(chunk: Buffer, _, taken) {
        let at = 0;
        const next = (): void => {
          if (socket.destroyed) return;
          if (gate.isOpen || rest === undefined) {
            take(Buffer.from(chunk.subarray(at, at + step)));
            at += step;
          }
          if (at < chunk.length) setImmediate(next);
          else taken();
        };
        next();
      },
      destroy: (error, done) => done(error),
    });
    sockets.push(socket);
    return socket;
  };
  const dispatcher = new Pool('http://localhost', {
    connections: 2,
    pipelining: 1,
    connect: (_, done) =>
      void setImmediate(() => done(...([null, connect()] as never as Parameters<typeof done>))),
  });
  return { dispatcher, bodies, sockets, gate };
}

function send(dispatcher: Pool, pieces: readonly Uint8Array[]) {
  const body = prepareBody({ body: pieces })!;
  const headers = { 'content-length': String(body.length) };
  return exchange(
    { origin: 'http://localhost', path: '/', method: 'POST', headers, body: body.send() },
    {
      dispatcher,
      clock: fakeClock(),
      signal: new AbortController().signal,
      timeoutMs: 1e6,
      isSuccess: (status) => status < 300,
      maxBytes: { success: 1e6, rejection: 1e6 },
    },
  );
}

const turns = async (n: number): Promise<void> => {
  for (let turn = 0; turn < n; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe('a response that arrives before the body was sent', () => {
  /** One piece, a list that is joined, and a list that is too long to be joined. */
  const sizes = [[50_000], [40_000, 50_000], Array.from({ length: 30 }, () => 60_000)];

  it.each(sizes)('counts as a success when the rest was sent (%j …)', async (...pieces) => {
    const { dispatcher, bodies, sockets, gate } = slowServer(() => ({ status: 201, isEarly: true }), 16_384);
    gate.isOpen = false;
    let isOver = false;
    const result = send(
      dispatcher,
      pieces.map((size) => Buffer.alloc(size, 'a')),
    ).finally(() => {
      isOver = true;
    });
    await turns(50);
    expect([isOver, bodies.length]).toEqual([false, 0]);
    gate.isOpen = true;
    expect(await result).toMatchObject({ is: 'response', response: { status: 201 } });
    expect(bodies.map(({ length }) => length)).toEqual([pieces.reduce((sum, size) => sum + size)]);
    expect(sockets[0]?.destroyed).toBe(false);
  });

  it.each(sizes)('closes the connection if it is a rejection (%j …)', async (...pieces) => {
    const { dispatcher, bodies, sockets, gate } = slowServer(() => ({ status: 400, isEarly: true }), 16_384);
    gate.isOpen = false;
    const result = await send(
      dispatcher,
      pieces.map((size) => Buffer.alloc(size, 'a')),
    );
    expect(result).toMatchObject({ is: 'response', response: { status: 400 } });
    expect(sockets[0]?.destroyed).toBe(true);
    gate.isOpen = true;
    await turns(50);
    expect(bodies).toEqual([]);
  });

  /** The end of a response is known by its length, by the connection's end, or by both; some have no body. */
  const responses = [
    'content-length: 2\r\n\r\nok',
    'content-length: 0\r\n\r\n',
    'content-length: 0\r\nconnection: close\r\n\r\n',
    'connection: close\r\n\r\n',
  ];
  const cutResponses = responses.flatMap((rest) => sizes.map((pieces) => ({ rest, pieces })));

  it.each(cutResponses)('is ignored if the connection ends before the rest was sent ($rest)', async (cut) => {
    const { dispatcher, sockets, gate } = slowServer(
      () => ({ status: 201, isEarly: true, rest: cut.rest }),
      16_384,
    );
    gate.isOpen = false;
    const result = send(
      dispatcher,
      cut.pieces.map((size) => Buffer.alloc(size, 'a')),
    );
    await turns(50);
    sockets[0]?.destroy();
    expect(await result).toMatchObject({ is: 'broken', sent: true, status: 201 });
  });

  it.each(cutResponses)(
    'counts only if its body is complete when the server ends the connection ($rest)',
    async (cut) => {
      const { dispatcher, bodies, sockets, gate } = slowServer(
        () => ({ status: 201, isEarly: true, rest: cut.rest }),
        16_384,
      );
      gate.isOpen = false;
      const result = send(
        dispatcher,
        cut.pieces.map((size) => Buffer.alloc(size, 'a')),
      );
      await turns(50);
      // As in Node's sockets when the other side ends: the data that was read comes first, then the end.
      sockets[0]?.push(null);
      sockets[0]?.read(0);
      await turns(50);
      gate.isOpen = true;
      const { is } = await result;
      expect(is).toBe(bodies.length === 1 ? 'response' : 'broken');
    },
  );
});

it('the memory of a batch is not reused for the next one while it is being sent', async () => {
  const manner = fc.record({ status: fc.constantFrom(201, 201, 400), isEarly: fc.boolean() });
  const batch = fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(batch, { maxLength: 30 }),
      fc.infiniteStream(manner),
      async (batches, manners) => {
        const { dispatcher, bodies } = slowServer(() => manners.next().value, 3_000);
        const expected = new Set<string>();
        let delivered = 0;
        const deliver = async (rows: readonly number[], n: number): Promise<void> => {
          const packing = new Packing(jsonArray);
          for (const size of rows) packing.append(String.fromCharCode(97 + (n % 26)).repeat(size));
          expected.add(Buffer.concat(packing.body()).toString());
          const result = await send(dispatcher, packing.body());
          packing.release();
          if (result.is === 'response' && result.response.status === 201) delivered++;
        };
        await Promise.all(
          [0, 1].map(async (lane) => {
            for (const [n, rows] of batches.entries()) if (n % 2 === lane) await deliver(rows, n);
          }),
        );
        for (const body of bodies) expect(expected.has(body)).toBe(true);
        expect(bodies.length).toBeGreaterThanOrEqual(delivered);
        await dispatcher.destroy();
      },
    ),
    { numRuns: depth(20, 2_000) },
  );
});
