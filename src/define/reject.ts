import { brand } from '../copies.ts';

/**
 * Why a record can't be delivered. A type of its own, so that a text of a record is never taken for a reason: reasons
 * are logged and reported.
 */
export class Reject {
  readonly reason: string;

  static {
    brand(Reject, 'Reject');
  }

  constructor(reason: string) {
    this.reason = reason;
  }
}

/**
 * Rejects a record. The reason names fields and rules, in lower case and without a full stop, and never holds a value of
 * the record.
 *
 * @example
 * transform: (row) => (row.units === undefined ? reject('units is missing') : row)
 */
export const reject = (reason: string): Reject => new Reject(reason);
