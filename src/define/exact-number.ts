import { brand } from '../copies.ts';
import { isCarried } from './number-text.ts';

/**
 * A number of a record that JavaScript would write in another way, or with another value: 5.0, 1e3, an integer beyond 2^53,
 * a decimal of many digits, 1e400. It keeps the text of the source, and `stringifyExact` writes it.
 *
 * `Number(value)` gives the nearest JavaScript number, and so do comparisons and arithmetic; `numberOf` takes both kinds of
 * numbers. `String(value)` gives one text for one value, with every digit that counts.
 *
 * @example
 * const { amount } = parseExact('{"amount": 5.0}') as { amount: ExactNumber };
 * Number(amount); // 5
 * stringifyExact({ amount }); // '{"amount":5.0}'
 */
export class ExactNumber {
  /** The number as the source wrote it, in JSON. */
  readonly text: string;

  static {
    brand(ExactNumber, 'ExactNumber');
  }

  /**
   * Keeps the text of a number; `parseExact` makes ExactNumbers where they are needed.
   *
   * @param text a JSON number, which is not checked
   */
  constructor(text: string) {
    this.text = text;
  }

  /** The number as JavaScript writes it, `5` for 5.0; the text of the source if JavaScript would change the value. */
  toString(): string {
    return isCarried(this.text) ? String(Number(this.text)) : this.text;
  }

  /** The nearest JavaScript number; infinite if the number is larger than all of them. */
  valueOf(): number {
    return Number(this.text);
  }

  /**
   * For JSON.stringify, which writes what `String(value)` gives; before Node 21 as a string if JavaScript would change the value.
   */
  toJSON(): unknown {
    return isCarried(this.text) ? Number(this.text) : (rawJSON?.(this.text) ?? this.text);
  }
}

/**
 * Returns the nearest JavaScript number of a number or an ExactNumber; undefined for values of other types.
 *
 * @example
 * numberOf(row.value) ?? 0
 */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return value instanceof ExactNumber ? value.valueOf() : undefined;
}

const { rawJSON } = JSON as { readonly rawJSON?: (text: string) => unknown };
