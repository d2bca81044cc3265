import type { StreamDescriptor } from '../errors.ts';
import { isObject } from '../json.ts';
import { member, members } from './scan.ts';

/** The records that a state covers: those of one stream, or of all (GLOBAL, LEGACY and states without a type). */
export type StateScope = { readonly stream: StreamDescriptor } | 'all';

export interface StateCounts {
  /** Records since the previous state, without the rejected ones. */
  readonly recordCount: number;
  readonly rejectedRecordCount: number;
}

export function scopeOf(state: Readonly<Record<string, unknown>>): StateScope {
  const stream = state.stream;
  const descriptor = isObject(stream) ? stream.stream_descriptor : undefined;
  if (state.type !== 'STREAM' || !isObject(descriptor) || typeof descriptor.name !== 'string') return 'all';
  const namespace = descriptor.namespace;
  return {
    stream: {
      name: descriptor.name,
      ...((typeof namespace === 'string' || namespace === null) && { namespace }),
    },
  };
}

/**
 * Inserts `destinationStats` into the `state` of a STATE line. The text is not serialised again: it contains an `id` of the
 * platform, and cursors with numbers that a JavaScript number would change.
 * Counts are written with a decimal point, as the protocol requires.
 */
export function withStats(line: string, counts: StateCounts): string {
  const stats =
    `"destinationStats":{"recordCount":${counts.recordCount.toFixed(1)},` +
    `"rejectedRecordCount":${counts.rejectedRecordCount.toFixed(1)}}`;
  const state = member(members(line), 'state')!;
  const inside = members(line, state.valueStart);
  const kept = inside.filter((each) => each.key !== 'destinationStats');
  if (kept.length === inside.length) {
    const close = state.valueEnd - 1;
    return `${line.slice(0, close)}${inside.length > 0 ? ',' : ''}${stats}${line.slice(close)}`;
  }
  const texts = kept.map((each) => line.slice(each.start, each.valueEnd));
  return `${line.slice(0, state.valueStart)}{${[...texts, stats].join(',')}}${line.slice(state.valueEnd)}`;
}
