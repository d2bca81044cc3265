import type { Effect } from '../provider.ts';
import type { RowStore } from './rows.ts';
import type { SetStore } from './sets.ts';

/** What one request of the data service works with. */
export interface Work {
  readonly rows: RowStore;
  readonly sets: SetStore;
  /** When it happens, as the database notes it. */
  readonly now: string;
  /** What has changed so far. */
  effect?: Effect;
}

/** Thrown where the service gives up with a 500: what was written before stays. */
export class InternalFailure extends Error {}
