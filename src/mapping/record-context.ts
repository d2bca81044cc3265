import { reject } from '../define/reject.ts';
import type { RecordContext, StreamRun } from '../define/stream.ts';
import type { ConfiguredStream } from '../protocol/catalog.ts';
import { recordIdentity, stableId } from './identity/ids.ts';
import { createKeyCheck } from './identity/key-check.ts';

type Data = Readonly<Record<string, unknown>>;

/** Returns the context of a record. `data` is the record before mapping, `record` after it. */
export type ContextOf = (data: Data, record: Data) => RecordContext;

/** Ids are derived from the record before mapping, so that a changed mapping does not change them. */
export function createContextOf(stream: ConfiguredStream, run: StreamRun): ContextOf {
  const keyReason = createKeyCheck(stream);
  return (data, record) => {
    let id: string | undefined;
    return {
      record,
      stream: run,
      id: () => {
        if (id !== undefined) return id;
        const reason = keyReason?.(data);
        if (reason !== undefined) throw reject(reason);
        id = stableId(run.key, recordIdentity(data, stream.primaryKey));
        return id;
      },
    };
  };
}
