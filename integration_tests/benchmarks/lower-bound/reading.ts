import type { Data } from '../subject.ts';

let isReading = false;

/** Pauses stdin, once it has a reader: a stream without one would lose its data. */
export const input = {
  pause(): void {
    if (isReading) process.stdin.pause();
  },
  resume(): void {
    if (isReading && process.stdin.isPaused()) process.stdin.resume();
  },
};

/** Minimal reader of records: splits lines, parses them, and passes on `data`. */
export function readRecords(record: (data: Data) => void, atEnd: () => void): void {
  isReading = true;
  let rest: Buffer = Buffer.alloc(0);

  const line = (text: string): void => {
    const message = JSON.parse(text);
    if (message.type === 'RECORD') record(message.record.data);
  };

  process.stdin.on('data', (chunk: Buffer) => {
    const end = chunk.lastIndexOf(10) + 1;
    if (end === 0) {
      rest = Buffer.concat([rest, chunk]);
      return;
    }
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const block = bytes.toString('utf8', 0, rest.length + end);
    rest = chunk.subarray(end);
    for (let from = 0, to = block.indexOf('\n'); to >= 0; from = to + 1, to = block.indexOf('\n', from))
      line(block.slice(from, to));
  });
  process.stdin.on('end', atEnd);
}
