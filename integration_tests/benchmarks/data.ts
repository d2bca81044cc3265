import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

/**
 * `plain`: every record is already an event of six fields. `mapped`: `id` and `session_id` are missing and have to be
 * derived, and three columns that no event has move to `properties`.
 */
export type Dataset = 'plain' | 'mapped';

/** A STATE stands behind every so many records, and behind the last one. */
export const RECORDS_PER_STATE = 10_000;

/** The one stream of every data set. */
export const STREAM = 'events';

const WORDS =
  'please show me how the monthly report counts active users and why the export of last week is empty for two of our teams'.split(
    ' ',
  );
const FOREIGN = ['🙂', '“naïve” – or not', 'Ζητώ βοήθεια', '日本語'];
const EVENT_NAMES = ['USER_MESSAGE', 'MODEL_RESPONSE', 'USER_FEEDBACK'];
const START = Date.UTC(2024, 0, 1);

/** The lines of a message file, without their line ends. The same arguments always give the same lines. */
export function* messages(dataset: Dataset, records: number): Generator<string> {
  const random = mulberry32(dataset === 'plain' ? 1 : 2);
  for (let index = 1; index <= records; index++) {
    const data = dataset === 'plain' ? plainRecord(index, random) : mappedRecord(index, random);
    const record = { stream: STREAM, data, emitted_at: START + index };
    yield JSON.stringify({ type: 'RECORD', record });
    if (index % RECORDS_PER_STATE === 0 || index === records) yield state(index);
  }
}

/** The platform's last word: the stream ended well. It follows the last copy of a message file. */
export function complete(): string {
  const stream_status = { stream_descriptor: { name: STREAM }, status: 'COMPLETE' };
  const trace = { type: 'STREAM_STATUS', emitted_at: START, stream_status };
  return JSON.stringify({ type: 'TRACE', trace });
}

/** Writes the messages to a file in `directory`, in pieces of about 1 MB, and says where it is. */
export async function writeMessages(directory: string, dataset: Dataset, records: number): Promise<string> {
  return writeLines(join(directory, `${dataset}-${records}.jsonl`), messages(dataset, records));
}

export async function writeComplete(directory: string): Promise<string> {
  return writeLines(join(directory, 'complete.jsonl'), [complete()]);
}

async function writeLines(path: string, lines: Iterable<string>): Promise<string> {
  const file = createWriteStream(path);
  let piece = '';
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < 1_000_000) continue;
    if (!file.write(piece)) await once(file, 'drain');
    piece = '';
  }
  file.end(piece);
  await once(file, 'close');
  return path;
}

function plainRecord(index: number, random: () => number): object {
  return {
    id: uuid(random),
    user_id: `u-${String(Math.floor(random() * 1e5)).padStart(5, '0')}`,
    session_id: `s-${String(Math.floor(index / 20)).padStart(8, '0')}`,
    timestamp: new Date(START + index * 137).toISOString(),
    event_name: EVENT_NAMES[index % EVENT_NAMES.length],
    text: sentence(random),
  };
}

function mappedRecord(index: number, random: () => number): object {
  return {
    user_id: `u-${String(Math.floor(random() * 1e5)).padStart(5, '0')}`,
    timestamp: new Date(START + index * 137).toISOString(),
    event_name: EVENT_NAMES[index % EVENT_NAMES.length],
    text: sentence(random),
    channel: random() < 0.5 ? 'web' : 'mobile',
    turn: index,
    rating: Math.floor(random() * 100) / 10,
  };
}

/** Two to five words; one text in a hundred holds characters outside Latin-1. */
function sentence(random: () => number): string {
  const words = Array.from({ length: 2 + Math.floor(random() * 4) }, () => pick(WORDS, random));
  if (random() < 0.01) words.push(pick(FOREIGN, random));
  return words.join(' ');
}

function state(cursor: number): string {
  const sourceStats = { recordCount: cursor % RECORDS_PER_STATE || RECORDS_PER_STATE };
  const stream = { stream_descriptor: { name: STREAM }, stream_state: { cursor } };
  return JSON.stringify({ type: 'STATE', state: { type: 'STREAM', stream, sourceStats } });
}

function uuid(random: () => number): string {
  const hex = Array.from({ length: 4 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const pick = (list: readonly string[], random: () => number): string =>
  list[Math.floor(random() * list.length)]!;

/** A small seeded generator: good enough to vary text, the same on every machine. */
function mulberry32(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
