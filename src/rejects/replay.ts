import { createReadStream } from 'node:fs';
import { configError } from '../errors.ts';
import { streamKey } from '../protocol/catalog.ts';
import { LineSplitter } from '../protocol/lines.ts';
import type { StreamIdentity } from './identity.ts';
import { unreadableFileError } from './reject-files.ts';

/** A stream that rejected records came from. */
export interface ReplayedStream {
  readonly name: string;
  readonly namespace: string | null;
  /** Undefined in files of earlier versions, which do not keep it. */
  readonly identity: StreamIdentity | undefined;
  /** The first file that has it. */
  readonly file: string;
}

/**
 * The streams in files of rejected records, once for each way in which the ids of their records were made. `torn` is called with each file whose last line was not written whole:
 * it is left out, since no state covers its record and the source sends it again.
 */
export async function replayedStreams(
  files: readonly string[],
  torn: (file: string) => void = () => undefined,
): Promise<readonly ReplayedStream[]> {
  const streams = new Map<string, ReplayedStream>();
  for await (const { stream } of rejectedRecords(files, torn)) {
    const key = `${streamKey(stream.name, stream.namespace)}\n${JSON.stringify(stream.identity)}`;
    if (!streams.has(key)) streams.set(key, stream);
  }
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

async function* rejectedRecords(
  files: readonly string[],
  torn: (file: string) => void = () => undefined,
): AsyncIterable<Rejected> {
  for (const file of files)
    for await (const { line, number, isTorn } of linesOf(file)) {
      if (isTorn) torn(file);
      else yield rejected(line, file, number);
    }
}

function rejected(line: string, file: string, number: number): Rejected {
  const at = line.indexOf(RECORD);
  try {
    if (at === -1) throw new Error('no record');
    const head = JSON.parse(`${line.slice(0, at)}}`) as Readonly<Record<string, unknown>>;
    const { stream, namespace } = head;
    const record = line.slice(at + RECORD.length, line.lastIndexOf('}'));
    JSON.parse(record);
    if (typeof stream !== 'string') throw new Error('no stream');
    const inside = typeof namespace === 'string' ? namespace : null;
    return { stream: { name: stream, namespace: inside, identity: identityIn(head), file }, record };
  } catch {
    throw configError(
      `Line ${number} of ${file} is no rejected record as a connector of this package writes it. Give files of JSON lines that a sync has left.`,
      { code: 'ERR_NOT_A_REJECTED_RECORD' },
    );
  }
}

function identityIn(head: Readonly<Record<string, unknown>>): StreamIdentity | undefined {
  const { primary_key, sync_mode, object, settings } = head;
  if (typeof sync_mode !== 'string' || typeof settings !== 'string' || !Array.isArray(primary_key))
    return undefined;
  return {
    primaryKey: primary_key as StreamIdentity['primaryKey'],
    syncMode: sync_mode as StreamIdentity['syncMode'],
    object: typeof object === 'string' ? object : undefined,
    settings,
  };
}

interface Line {
  readonly line: string;
  readonly number: number;
  /** The last one, without a newline and no JSON: its process ended while it was written. */
  readonly isTorn: boolean;
}

/** The lines of a file that hold something. */
async function* linesOf(file: string): AsyncIterable<Line> {
  let lines: Line[] = [];
  const splitter = new LineSplitter((text, start, end) => {
    lines.push({ line: text.slice(start, end), number: splitter.count, isTorn: false });
  });
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      splitter.push(chunk);
      yield* taken();
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw unreadableFileError(file, cause);
  }
  const last = splitter.end();
  if (last !== undefined) lines.push({ line: last, number: splitter.count, isTorn: !isJson(last) });
  yield* taken();

  function* taken(): Iterable<Line> {
    const full = lines.filter(({ line }) => line.trim() !== '');
    lines = [];
    yield* full;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
