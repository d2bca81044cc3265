/** What arrived at the sink. */
export interface Totals {
  requests: number;
  /** Bytes of bodies, without heads. */
  bytes: number;
  events: number;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');
/** Each event has this key once: quotes inside a text are escaped, so no text can hold it. */
const EVENT_KEY = Buffer.from('"event_name":');
const EMPTY = Buffer.alloc(0);

/**
 * Takes the bytes of one keep-alive connection, counts, and calls `answer` with the path of each request that is
 * whole. It reads as little HTTP as the competitors need: a request line and a body of `content-length` bytes.
 */
export function sinkConnection(totals: Totals, answer: (path: string) => void): (chunk: Buffer) => void {
  let head: Buffer = EMPTY;
  let path = '';
  let left = 0;
  let tail: Buffer = EMPTY;

  const body = (part: Buffer): void => {
    totals.bytes += part.length;
    totals.events += occurrences(part);
    if (tail.length > 0)
      totals.events += occurrences(Buffer.concat([tail, part.subarray(0, EVENT_KEY.length - 1)]));
    left -= part.length;
    if (left === 0) {
      tail = EMPTY;
      totals.requests++;
      answer(path);
    } else {
      // Too short to hold the whole key, so that nothing is counted twice.
      tail = Buffer.concat([tail, part.subarray(-(EVENT_KEY.length - 1))]).subarray(-(EVENT_KEY.length - 1));
    }
  };

  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0) {
      if (left > 0) {
        const part = rest.subarray(0, left);
        rest = rest.subarray(part.length);
        body(part);
        continue;
      }
      head = head.length === 0 ? rest : Buffer.concat([head, rest]);
      const end = head.indexOf(END_OF_HEAD);
      if (end < 0) return;
      const text = head.toString('latin1', 0, end);
      rest = head.subarray(end + END_OF_HEAD.length);
      head = EMPTY;
      path = text.slice(text.indexOf(' ') + 1, text.indexOf(' HTTP/'));
      left = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? Number.NaN);
      if (!(left > 0)) throw new Error('The sink takes only requests with a content-length above 0.');
    }
  };
}

function occurrences(part: Buffer): number {
  let count = 0;
  for (let at = part.indexOf(EVENT_KEY); at >= 0; at = part.indexOf(EVENT_KEY, at + EVENT_KEY.length))
    count++;
  return count;
}
