import { createReadStream } from 'node:fs';
import { configError } from '../errors.ts';
import { streamKey } from '../protocol/catalog.ts';
import { LineSplitter } from '../protocol/lines.ts';
import { unreadable } from './reject-files.ts';

/** A stream that rejected records came from. */
export interface ReplayedStream {
  readonly name: string;
  readonly namespace: string | null;
}

/** The streams in files of rejected records, each once. */
export async function replayedStreams(files: readonly string[]): Promise<readonly ReplayedStream[]> {
  const streams = new Map<string, ReplayedStream>();
  for await (const { stream } of rejectedRecords(files))
    streams.set(streamKey(stream.name, stream.namespace), stream);
  return [...streams.values()];
}

/** The records of the files as messages, one a line, just as their source sent them. */
export async function* replayedMessages(files: readonly string[], now: () => number): AsyncIterable<string> {
  for await (const { stream, record } of rejectedRecords(files)) {
    const { name, namespace } = stream;
    const head = JSON.stringify({
      stream: name,
      ...(namespace !== null && { namespace }),
      emitted_at: now(),
    });
    yield `{"type":"RECORD","record":${head.slice(0, -1)},"data":${record}}}\n`;
  }
}

/** Inside a text the quotes would be escaped, so this stands once in a line. */
const RECORD = ',"record":';

interface Rejected {
  readonly stream: ReplayedStream;
  /** Its own text: numbers keep their digits. */
  readonly record: string;
}

async function* rejectedRecords(files: readonly string[]): AsyncIterable<Rejected> {
  for (const file of files)
    for await (const [line, number] of linesOf(file)) yield rejected(line, file, number);
}

function rejected(line: string, file: string, number: number): Rejected {
  const at = line.indexOf(RECORD);
  try {
    if (at === -1) throw new Error('no record');
    const { stream, namespace } = JSON.parse(`${line.slice(0, at)}}`) as {
      stream: unknown;
      namespace: unknown;
    };
    const record = line.slice(at + RECORD.length, line.lastIndexOf('}'));
    JSON.parse(record);
    if (typeof stream !== 'string') throw new Error('no stream');
    return { stream: { name: stream, namespace: typeof namespace === 'string' ? namespace : null }, record };
  } catch {
    throw configError(
      `Line ${number} of ${file} is no rejected record as a connector of this package writes it. Give files of JSON lines that a sync has left.`,
      { code: 'ERR_NOT_A_REJECTED_RECORD' },
    );
  }
}

/** The lines of a file that hold something, with their numbers. */
async function* linesOf(file: string): AsyncIterable<readonly [line: string, number: number]> {
  let lines: [string, number][] = [];
  const splitter = new LineSplitter((text, start, end) => {
    lines.push([text.slice(start, end), splitter.count]);
  });
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      splitter.push(chunk);
      yield* taken();
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw unreadable(file, cause);
  }
  const last = splitter.end();
  if (last !== undefined) lines.push([last, splitter.count]);
  yield* taken();

  function* taken(): Iterable<readonly [string, number]> {
    const full = lines.filter(([line]) => line.trim() !== '');
    lines = [];
    yield* full;
  }
}
