import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { mulberry32 } from '../../src/emulator/mulberry32.ts';
import type { Dataset } from './dataset.ts';
import type { Subject } from './subject.ts';

/** Number of records between two STATEs; another one follows the last record. */
export const RECORDS_PER_STATE = 10_000;

export const START = Date.UTC(2024, 0, 1);

/** Parameters of message files. */
type Source = Pick<Subject, 'name' | 'stream' | 'datasets'>;

/** Returns the lines of a message file, without line ends. The same arguments always give the same lines. */
export function* messages({ stream, datasets }: Source, dataset: Dataset, count: number): Generator<string> {
  const random = mulberry32(dataset === 'plain' ? 1 : 2);
  const { records } = datasets[dataset];
  for (let index = 1; index <= count; index++) {
    const record = { stream, data: records(index, random), emitted_at: START + index };
    yield JSON.stringify({ type: 'RECORD', record });
    if (index % RECORDS_PER_STATE === 0 || index === count) yield state(stream, index);
  }
}

/** The platform's last message: the stream is complete. It follows the last copy of a message file. */
export function complete(stream: string): string {
  const stream_status = { stream_descriptor: { name: stream }, status: 'COMPLETE' };
  const trace = { type: 'STREAM_STATUS', emitted_at: START, stream_status };
  return JSON.stringify({ type: 'TRACE', trace });
}

/** Writes the messages to a file in `directory`, in pieces of about 1 MB, and returns its path. */
export async function writeMessages(
  directory: string,
  source: Source,
  dataset: Dataset,
  records: number,
): Promise<string> {
  const path = join(directory, `${source.name}-${dataset}-${records}.jsonl`);
  return writeLines(path, messages(source, dataset, records));
}

export async function writeComplete(directory: string, { name, stream }: Source): Promise<string> {
  return writeLines(join(directory, `${name}-complete.jsonl`), [complete(stream)]);
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

function state(name: string, cursor: number): string {
  const sourceStats = { recordCount: cursor % RECORDS_PER_STATE || RECORDS_PER_STATE };
  const stream = { stream_descriptor: { name }, stream_state: { cursor } };
  return JSON.stringify({ type: 'STATE', state: { type: 'STREAM', stream, sourceStats } });
}
