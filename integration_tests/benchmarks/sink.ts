/**
 * The server that every competitor sends to, in a process of its own: drains, answers at once or after a fixed
 * latency (first argument, in milliseconds), counts. Any message from the parent is a wish for the totals since the
 * last one.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { sinkConnection, type Totals } from './sink-connection.ts';

/** The sink's answer to its parent: what arrived, and the sink's own CPU time for it. */
export interface SinkReport extends Totals {
  readonly cpuMs: number;
}

const latencyMs = Number(process.argv[2] ?? 0);
const CREATED = 'HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
const NOT_FOUND = 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n';

let totals: Totals = { requests: 0, bytes: 0, events: 0 };
let cpu = process.cpuUsage();
const later = delayed(latencyMs);

const server = createServer({ noDelay: true }, (socket) => {
  const counted: Totals = { requests: 0, bytes: 0, events: 0 };
  const take = sinkConnection(counted, (path) => {
    const answer = path.endsWith('/track') ? CREATED : path.endsWith('/validate') ? OK : NOT_FOUND;
    // A dry run is not an upload: it is answered, not counted.
    if (answer === CREATED) {
      totals.requests += counted.requests;
      totals.bytes += counted.bytes;
      totals.events += counted.events;
    }
    counted.requests = counted.bytes = counted.events = 0;
    later(socket, answer);
  });
  socket.on('data', take);
  socket.on('error', () => socket.destroy());
});

process.on('message', () => {
  const { user, system } = process.cpuUsage(cpu);
  cpu = process.cpuUsage();
  const report: SinkReport = { ...totals, cpuMs: (user + system) / 1000 };
  totals = { requests: 0, bytes: 0, events: 0 };
  process.send?.(report);
});
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));

/**
 * Writes answers in order, each exactly `ms` after it was given. A timer alone is up to a millisecond late, which
 * would be read as a slow client; so the last millisecond is polled.
 */
function delayed(ms: number): (socket: Socket, answer: string) => void {
  const write = (socket: Socket, answer: string): void => {
    if (socket.writable) socket.write(answer, 'latin1');
  };
  if (ms === 0) return write;

  const waiting: { readonly due: number; readonly socket: Socket; readonly answer: string }[] = [];
  let scheduled = false;
  const serve = (): void => {
    scheduled = false;
    while (waiting[0] && waiting[0].due <= performance.now()) {
      const { socket, answer } = waiting.shift()!;
      write(socket, answer);
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
  return (socket, answer) => {
    waiting.push({ due: performance.now() + ms, socket, answer });
    schedule();
  };
}
