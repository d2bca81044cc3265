import { ExactNumber } from './protocol/exact.ts';

/** Whether a value is a JSON object. An `ExactNumber` is a number, although it is an object in JavaScript. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  );
}
