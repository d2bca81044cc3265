import { brand } from '../copies.ts';

/**
 * A reason to reject a record, made by `reject`. A class, so that a string of a record is never mistaken for a reason:
 * reasons are logged and reported.
 */
export class Reject {
  /** Names the field and the rule; logged and stored with the record. Never a value of the record. */
  readonly reason: string;

  static {
    brand(Reject, 'Reject');
  }

  /** Use `reject` instead. */
  constructor(reason: string) {
    this.reason = reason;
  }
}

/**
 * Rejects a record: return it from `transform` or `schemaFor`, or throw it in any function of an operation. Thrown in `deliver`,
 * it is about the whole batch: with `batchSemantics: 'all-or-nothing'` or `validate` the batch is divided until the record is
 * found. Without both, it rejects a batch of one row, and ends the sync for a larger batch. The reason names fields and rules, in
 * lower case and without a full stop, and never holds a value of the record.
 *
 * @example
 * transform: (row) => (row.units === undefined ? reject('units is missing') : row)
 */
export const reject = (reason: string): Reject => new Reject(reason);
