import type { Log } from '../../define/log.ts';
import type { AnyOperation } from '../../define/operation.ts';
import type { StreamRun } from '../../define/stream.ts';
import { nameOf } from '../../protocol/catalog.ts';

/** Streams that a warning names at most. */
const MAX_NAMES = 8;

/** A stream and the operation of its object. */
export interface StreamOfObject {
  readonly run: StreamRun;
  readonly operation: AnyOperation;
}

/**
 * Returns a function that notes a stream whose records have the operation's `globalId`. It warns once for each object when
 * there are several such streams, unless the field was mapped in all of them.
 */
export function globalIdWarner(
  all: readonly StreamOfObject[],
  log: Pick<Log, 'warn'>,
): (stream: StreamOfObject, isMapped: boolean) => void {
  const streamsByObject = new Map<string, { readonly run: StreamRun; readonly isMapped: boolean }[]>();
  const warnedObjects = new Set<string>();
  return ({ run, operation: { object, globalId } }, isMapped) => {
    const noted = streamsByObject.get(object) ?? [];
    noted.push({ run, isMapped });
    streamsByObject.set(object, noted);
    if (!globalId || warnedObjects.has(object)) return;
    if (noted.length < 2 || noted.every((each) => each.isMapped)) return;
    warnedObjects.add(object);
    // Also streams without records so far whose schema declares the field.
    const streams = all
      .filter((each) => each.operation.object === object)
      .map((each) => each.run)
      .filter((each) => noted.some(({ run }) => run === each) || each.columns.includes(globalId.field));
    log.warn(
      `The streams ${list(streams)} bring the field ${globalId.field} of ${object}. The provider does not distinguish its values by stream: records ` +
        `of different streams with the same value overwrite or hide one another. ${globalId.advice}`,
    );
  };
}

function list(streams: readonly StreamRun[]): string {
  const names = streams.map(nameOf);
  const more = names.length - MAX_NAMES;
  if (more > 0) return `${names.slice(0, MAX_NAMES).join(', ')} and ${more} more`;
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
