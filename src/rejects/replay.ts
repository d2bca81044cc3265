import { createReadStream } from 'node:fs';
import { configError } from '../errors.ts';
import { isJson } from '../json.ts';
import { streamKey } from '../protocol/catalog.ts';
import { LineSplitter } from '../protocol/lines.ts';
import type { StreamIdentity } from './identity.ts';
import { unreadableFileError } from './reject-files.ts';

/** The stream of a rejected record. */
export interface ReplayedStream {
  readonly name: string;
  readonly namespace: string | null;
  /** Undefined in files of earlier versions, which do not keep it. */
  readonly identity: StreamIdentity | undefined;
  /** The first file that has it. */
  readonly file: string;
}

/**
 * Returns the streams in files of rejected records, once for each identity (`StreamIdentity`). `onTorn` is called with each file
 * whose last line is incomplete: the line is skipped, because no state covers its record and the source sends it again.
 */
export async function replayedStreams(
  files: readonly string[],
  onTorn: (file: string) => void = () => undefined,
): Promise<readonly ReplayedStream[]> {
  const streams = new Map<string, ReplayedStream>();
  for await (const { stream } of rejectedRecords(files, onTorn)) {
    const key = `${streamKey(stream.name, stream.namespace)}\n${JSON.stringify(stream.identity)}`;
    if (!streams.has(key)) streams.set(key, stream);
  }
  return [...streams.values()];
}

/** Yields the records of the files as RECORD messages, one per line, with the data that the source sent. */
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

/** Inside a string the quotes would be escaped, so the first occurrence is the member. */
const RECORD = ',"record":';

interface RejectedRecordLine {
  readonly stream: ReplayedStream;
  /** JSON text, so that numbers keep their digits. */
  readonly record: string;
}

async function* rejectedRecords(
  files: readonly string[],
  onTorn: (file: string) => void = () => undefined,
): AsyncIterable<RejectedRecordLine> {
  for (const file of files)
    for await (const { line, number, isTorn } of linesOf(file)) {
      if (isTorn) onTorn(file);
      else yield parseRejectedLine(line, file, number);
    }
}

function parseRejectedLine(line: string, file: string, number: number): RejectedRecordLine {
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
      `Line ${number} of ${file} is not a rejected record. Pass files that a sync has written to its reject store.`,
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
  /** Whether it is a last line without a newline that is not JSON: the process ended while writing it. */
  readonly isTorn: boolean;
}

/** Returns the text after the last newline, if there is one. */
function lastLine(splitter: LineSplitter): Line | undefined {
  try {
    const line = splitter.end();
    return line === undefined ? undefined : { line, number: splitter.count, isTorn: !isJson(line) };
  } catch {
    // It ends inside a character.
    return { line: '', number: splitter.count, isTorn: true };
  }
}

/** Yields the lines of a file that are not blank. */
async function* linesOf(file: string): AsyncIterable<Line> {
  let lines: Line[] = [];
  const splitter = new LineSplitter((text, start, end) => {
    lines.push({ line: text.slice(start, end), number: splitter.count, isTorn: false });
  });
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      splitter.push(chunk);
      yield* takeLines();
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw unreadableFileError(file, cause);
  }
  const last = lastLine(splitter);
  if (last) lines.push(last);
  yield* takeLines();

  function* takeLines(): Iterable<Line> {
    const taken = lines;
    lines = [];
    yield* taken;
  }
}
