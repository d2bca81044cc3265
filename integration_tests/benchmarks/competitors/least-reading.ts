import { type Event, eventOf } from './events.ts';

/** The least that takes events out of stdin: split, parse, pick fields, and hand on a hundred at a time. */
export function readEvents(
  dataset: string | undefined,
  post: (events: readonly Event[]) => void,
  atEnd: () => void,
): void {
  const toEvent = eventOf(dataset);
  let rest: Buffer = Buffer.alloc(0);
  let batch: Event[] = [];

  const line = (text: string): void => {
    const message = JSON.parse(text);
    if (message.type !== 'RECORD') return;
    batch.push(toEvent(message.record.data));
    if (batch.length < 100) return;
    post(batch);
    batch = [];
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
  process.stdin.on('end', () => {
    if (batch.length > 0) post(batch);
    atEnd();
  });
}
