/**
 * The bare lower bound with an HTTP library instead of raw sockets: the same reading, and undici's Pool as it comes.
 * Arguments: base URL, connections, data set.
 */
import { Pool } from 'undici';
import type { Event } from './events.ts';
import { readEvents } from './least-reading.ts';

const [base, connections, dataset] = process.argv.slice(2);
const url = new URL(`${base}/track`);
const pool = new Pool(url.origin, { connections: Number(connections), pipelining: 1 });
const most = 2 * Number(connections);
let inFlight = 0;
let ended = false;

async function send(body: Buffer): Promise<void> {
  const answer = await pool.request({
    path: url.pathname,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  await answer.body.dump();
  if (answer.statusCode !== 201) process.exit(1);
}

function post(events: readonly Event[]): void {
  inFlight++;
  if (inFlight >= most) process.stdin.pause();
  void send(Buffer.from(JSON.stringify(events))).then(() => {
    inFlight--;
    if (inFlight < most && process.stdin.isPaused()) process.stdin.resume();
    if (ended && inFlight === 0) process.exit(0);
  });
}

readEvents(dataset, post, () => {
  ended = true;
  if (inFlight === 0) process.exit(0);
});
