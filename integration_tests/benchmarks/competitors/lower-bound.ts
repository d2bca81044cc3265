/**
 * The bare lower bound: the least work that moves records from stdin to the sink. Nothing is validated, retried,
 * limited or acknowledged. Arguments: base URL, connections, data set.
 */
import { connect } from 'node:net';
import type { Event } from './events.ts';
import { readEvents } from './least-reading.ts';

const [base, connections, dataset] = process.argv.slice(2);
const url = new URL(`${base}/track`);
const HEAD = `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\ncontent-length: `;

type Send = (body: string) => void;
const free: Send[] = [];
const queue: string[] = [];
let inFlight = 0;
let ended = false;
for (let count = Number(connections); count > 0; count--) open();

function open(): void {
  const answer = Buffer.allocUnsafe(4096);
  const socket = connect({
    port: Number(url.port),
    host: url.hostname,
    noDelay: true,
    onread: {
      buffer: answer,
      callback(bytes) {
        // The sink's answers are short and come whole.
        if (bytes < 20 || answer.toString('latin1', 9, 12) !== '201') process.exit(1);
        answered(send);
        return true;
      },
    },
  });
  const send: Send = (body) => {
    inFlight++;
    const bytes = Buffer.from(body);
    socket.cork();
    socket.write(`${HEAD}${bytes.length}\r\n\r\n`, 'latin1');
    socket.write(bytes);
    socket.uncork();
  };
  socket.on('connect', () => next(send));
}

function answered(send: Send): void {
  inFlight--;
  next(send);
  if (ended && inFlight === 0 && queue.length === 0) process.exit(0);
}

function next(send: Send): void {
  const body = queue.shift();
  if (body === undefined) free.push(send);
  else send(body);
  if (queue.length === 0 && process.stdin.isPaused()) process.stdin.resume();
}

function post(events: readonly Event[]): void {
  const body = JSON.stringify(events);
  const send = free.pop();
  if (send) send(body);
  else {
    queue.push(body);
    process.stdin.pause();
  }
}

readEvents(dataset, post, () => {
  ended = true;
  if (inFlight === 0 && queue.length === 0) process.exit(0);
});
