import { z } from 'zod';

/**
 * Steps at which the data service can be interrupted. Its operations are not transactions: completed steps are kept.
 * - `create:done`, `insert:done`, `close:done`, `delete:done` (of data), `delete-set:done`: all is done, only the response is
 *   lost
 * - `insert:mark`: rows with the same origins are marked as deleted, nothing is inserted yet
 * - `insert:rows`: the first `rows` rows are inserted
 * - `close:state`: the set is closed for new data, and nothing else happened
 * - `close:archive`: older rows are hidden or deleted, the set and its rows are not active
 * - `close:activate-set`: the set is active, its rows are not
 * - `close:activate-rows`: the first `rows` rows are active too
 */
export const step = z.enum([
  'create:done',
  'insert:mark',
  'insert:rows',
  'insert:done',
  'close:state',
  'close:archive',
  'close:activate-set',
  'close:activate-rows',
  'close:done',
  'delete:done',
  'delete-set:done',
]);

export type Step = z.infer<typeof step>;
