import { ExactNumber } from './protocol/exact.ts';

/**
 * Returns whether a value is a JSON object. An `ExactNumber` is a number, although it is an object in JavaScript.
 *
 * @example
 * isObject({}); // true
 * isObject([]); // false
 */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  );
}
