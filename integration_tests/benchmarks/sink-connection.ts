import type { SinkBehaviour, SinkResponse, Totals } from './subject.ts';

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const EMPTY = Buffer.alloc(0);

export const nothing = (): Totals => ({ requests: 0, bytes: 0, records: 0 });

/** Adds counts to `to`, which it changes. */
export function add(to: Totals, { requests, bytes, records }: Totals): void {
  to.requests += requests;
  to.bytes += bytes;
  to.records += records;
}

/**
 * Reads the bytes of one keep-alive connection and calls `onResponse` with the response to each complete request, and
 * with its counts. It supports only the HTTP of the contestants: a request line, and an optional body of `content-length` bytes.
 */
export function sinkConnection(
  { respond, marker }: Pick<SinkBehaviour, 'respond' | 'marker'>,
  onResponse: (response: SinkResponse, carried: Totals) => void,
): (chunk: Buffer) => void {
  const count = marker === undefined ? undefined : counter(Buffer.from(marker));
  let head: Buffer = EMPTY;
  let method = '';
  let path = '';
  let bytes = 0;
  let left = 0;

  const whole = (): void => {
    const response = respond(method, path);
    const records = count ? count.take() : 1;
    onResponse(response, response.carries ? { requests: 1, bytes, records } : nothing());
  };

  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0) {
      if (left > 0) {
        const part = rest.subarray(0, left);
        rest = rest.subarray(part.length);
        count?.see(part);
        left -= part.length;
        if (left === 0) whole();
        continue;
      }
      head = head.length === 0 ? rest : Buffer.concat([head, rest]);
      const end = head.indexOf(END_OF_HEAD);
      if (end < 0) return;
      const text = head.toString('latin1', 0, end);
      rest = head.subarray(end + END_OF_HEAD.length);
      head = EMPTY;
      if (/\r\ntransfer-encoding:/i.test(text))
        throw new Error('The sink takes only bodies with a content-length.');
      const space = text.indexOf(' ');
      method = text.slice(0, space);
      path = text.slice(space + 1, text.indexOf(' HTTP/'));
      left = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0);
      bytes = left > 0 ? left : path.length;
      if (left === 0) whole();
    }
  };
}

/** Counts occurrences of a byte sequence in chunks. */
function counter(marker: Buffer): { see(part: Buffer): void; take(): number } {
  let count = 0;
  let tail: Buffer = EMPTY;
  return {
    see(part) {
      count += occurrences(part, marker);
      // Too short to hold the whole sequence, so that nothing is counted twice.
      const edge = marker.length - 1;
      if (tail.length > 0) count += occurrences(Buffer.concat([tail, part.subarray(0, edge)]), marker);
      tail = Buffer.concat([tail, part.subarray(-edge)]).subarray(-edge);
    },
    take() {
      const counted = count;
      count = 0;
      tail = EMPTY;
      return counted;
    },
  };
}

function occurrences(part: Buffer, marker: Buffer): number {
  let count = 0;
  for (let at = part.indexOf(marker); at >= 0; at = part.indexOf(marker, at + marker.length)) count++;
  return count;
}
