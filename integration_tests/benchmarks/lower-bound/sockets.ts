import { connect } from 'node:net';
import { input } from './reading.ts';
import { type Destination, prefixOf, type Transport } from './transport.ts';

/** A request as text, and the receiver of its response. */
interface Wanted {
  readonly head: string;
  readonly body: string | undefined;
  readonly onResponse: ((body: string) => void) | undefined;
}
type Write = (wanted: Wanted) => void;

/** Minimal HTTP over a number of connections: the lower bound of any HTTP library. */
export function overSockets({ base, connections, headers }: Destination): Transport {
  const prefix = prefixOf(base);
  const fixed = Object.entries({ host: base.host, ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  const free: Write[] = [];
  const queue: Wanted[] = [];
  let inFlight = 0;
  let ended = false;

  const leaveIfDone = (): void => {
    if (ended && inFlight === 0 && queue.length === 0) process.exit(0);
  };
  const next = (write: Write): void => {
    const wanted = queue.shift();
    if (wanted === undefined) free.push(write);
    else write(wanted);
    if (queue.length === 0) input.resume();
  };

  const open = (): void => {
    const response = Buffer.allocUnsafe(4096);
    let waiting: Wanted['onResponse'];
    const socket = connect({
      port: Number(base.port),
      host: base.hostname,
      noDelay: true,
      onread: {
        buffer: response,
        callback(bytes) {
          // The sink's responses are short and arrive in one piece; 0x32 is the 2 of a success.
          if (bytes < 20 || response[9] !== 0x32) process.exit(1);
          inFlight--;
          waiting?.(response.toString('utf8', response.indexOf('\r\n\r\n') + 4, bytes));
          next(write);
          leaveIfDone();
          return true;
        },
      },
    });
    const write: Write = ({ head, body, onResponse }) => {
      inFlight++;
      waiting = onResponse;
      if (body === undefined) {
        socket.write(`${head}\r\n`, 'latin1');
        return;
      }
      const bytes = Buffer.from(body);
      socket.cork();
      socket.write(`${head}content-length: ${bytes.length}\r\n\r\n`, 'latin1');
      socket.write(bytes);
      socket.uncork();
    };
    socket.on('connect', () => next(write));
  };
  for (let count = connections; count > 0; count--) open();

  return {
    send({ method, path, body }, onResponse) {
      const wanted = { head: `${method} ${prefix}${path} HTTP/1.1\r\n${fixed}`, body, onResponse };
      const write = free.pop();
      if (write) return write(wanted);
      queue.push(wanted);
      input.pause();
    },
    end() {
      ended = true;
      leaveIfDone();
    },
  };
}
