import type { Line } from './document.ts';
import type { DocumentType } from './document-types.ts';

/** A line that a job stored. */
export interface StoredLine {
  readonly type: DocumentType;
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly execution: string;
}

export interface LineStore {
  /** Number of stored lines, without repeated activities. */
  readonly stored: number;
  /** Number of activities that were dropped because their `$unique_key` was already stored. */
  readonly repeated: number;
  /** Stored lines, in the order in which jobs stored them; empty unless lines are kept. */
  readonly lines: readonly StoredLine[];
  /** Current profiles, memberships and choices by their identifiers, without deleted ones. */
  readonly state: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** @returns whether the line is new. */
  add(line: Line, type: DocumentType, execution: string): boolean;
}

const STATEFUL: readonly DocumentType[] = ['USER_PROFILE', 'USER_SEGMENT', 'USER_CHOICE'];

/** @param keep `counts`: only counters, so that memory stays flat. @param dedupe whether a `$unique_key` is stored once. */
export function lineStore(keep: 'lines' | 'counts', dedupe: boolean): LineStore {
  const lines: StoredLine[] = [];
  const keys = new Set<unknown>();
  const state = new Map<string, Readonly<Record<string, unknown>>>();
  let stored = 0;
  let repeated = 0;

  return {
    get stored() {
      return stored;
    },
    get repeated() {
      return repeated;
    },
    lines,
    state,
    add({ text, value = {} }, type, execution) {
      if (type === 'USER_ACTIVITY' && dedupe && value.$unique_key !== undefined) {
        if (keys.has(value.$unique_key)) {
          repeated++;
          return false;
        }
        keys.add(value.$unique_key);
      }
      stored++;
      if (keep === 'counts') return true;
      lines.push({ type, text, value, execution });
      if (!STATEFUL.includes(type)) return true;
      if (value.operation === 'DELETE') state.delete(identityOf(type, value));
      else state.set(identityOf(type, value), value);
      return true;
    },
  };
}

/** Returns the key that lines about the same object share, such as `USER_SEGMENT crm-1 20517`. */
function identityOf(type: DocumentType, value: Readonly<Record<string, unknown>>): string {
  const { $processing_id } = (value.user_choice ?? {}) as Readonly<Record<string, unknown>>;
  const { user_account_id, email_hash, user_agent_id, segment_id, segment_technical_name } = value;
  const parts = [
    user_account_id ?? email_hash ?? user_agent_id,
    segment_id ?? segment_technical_name,
    $processing_id,
  ];
  return [type, ...parts.filter((part) => part !== undefined)].join(' ');
}
