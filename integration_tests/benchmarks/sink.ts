/**
 * The server that every contestant sends to, in a separate process: reads requests, responds like the provider of a connector
 * (first argument), immediately or after a fixed latency (second argument, in milliseconds), and counts. Each message from the
 * parent requests the totals since the previous one.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { add, nothing, sinkConnection } from './sink-connection.ts';
import type { SinkResponse, Totals } from './subject.ts';
import { subjectOf } from './subjects.ts';

/** Message to the parent: the totals, and the sink's CPU time for them. */
export interface SinkReport extends Totals {
  readonly cpuMs: number;
}

const [name, latencyMs] = process.argv.slice(2);
const { sink } = subjectOf(name);

let totals = nothing();
let cpu = process.cpuUsage();
const later = delayed(Number(latencyMs));
const texts = new WeakMap<SinkResponse, string>();

const server = createServer({ noDelay: true }, (socket) => {
  const take = sinkConnection(sink, (response, carried) => {
    add(totals, carried);
    later(socket, textOf(response));
  });
  socket.on('data', take);
  socket.on('error', () => socket.destroy());
});

process.on('message', () => {
  const { user, system } = process.cpuUsage(cpu);
  cpu = process.cpuUsage();
  const report: SinkReport = { ...totals, cpuMs: (user + system) / 1000 };
  totals = nothing();
  process.send?.(report);
});
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));

function textOf(response: SinkResponse): string {
  let text = texts.get(response);
  if (text === undefined) {
    const { status, body = '' } = response;
    text = `HTTP/1.1 ${status} Status\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    texts.set(response, text);
  }
  return text;
}

/**
 * Writes responses in order, each exactly `ms` after its request. A timer alone is up to a millisecond late, which
 * would look like a slow client, so the last millisecond is polled.
 */
function delayed(ms: number): (socket: Socket, response: string) => void {
  const write = (socket: Socket, response: string): void => {
    if (socket.writable) socket.write(response);
  };
  if (ms === 0) return write;

  const waiting: { readonly due: number; readonly socket: Socket; readonly response: string }[] = [];
  let scheduled = false;
  const serve = (): void => {
    scheduled = false;
    while (waiting[0] && waiting[0].due <= performance.now()) {
      const { socket, response } = waiting.shift()!;
      write(socket, response);
    }
    schedule();
  };
  const schedule = (): void => {
    if (scheduled || !waiting[0]) return;
    scheduled = true;
    const wait = Math.floor(waiting[0].due - performance.now()) - 1;
    if (wait >= 1) setTimeout(serve, wait);
    else setImmediate(serve);
  };
  return (socket, response) => {
    waiting.push({ due: performance.now() + ms, socket, response });
    schedule();
  };
}
