import type { Log } from '../../define/log.ts';
import type { AnyOperation } from '../../define/operation.ts';
import type { StreamRun } from '../../define/stream.ts';
import { nameOf } from '../../protocol/catalog.ts';

/** The most streams that a message names. */
const MAX_NAMES = 8;

/** A stream and what it feeds. */
export interface StreamOfObject {
  readonly run: StreamRun;
  readonly operation: AnyOperation;
}

/**
 * Warns once for each object when records of several streams bring ids that its provider does not tell apart by stream. Streams whose
 * ids were all mapped on purpose are not warned of.
 */
export function globalIdWarner(
  all: readonly StreamOfObject[],
  log: Pick<Log, 'warn'>,
): (feeding: StreamOfObject, isMapped: boolean) => void {
  const found = new Map<string, { readonly run: StreamRun; readonly isMapped: boolean }[]>();
  const told = new Set<string>();
  return ({ run, operation: { object, globalId } }, isMapped) => {
    const brought = found.get(object) ?? [];
    brought.push({ run, isMapped });
    found.set(object, brought);
    if (!globalId || told.has(object)) return;
    if (brought.length < 2 || brought.every((each) => each.isMapped)) return;
    told.add(object);
    // Those whose records are still to come as well, where the catalog says what they have.
    const streams = all
      .filter((each) => each.operation.object === object)
      .map((each) => each.run)
      .filter((each) => brought.some(({ run }) => run === each) || each.columns.includes(globalId.field));
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
