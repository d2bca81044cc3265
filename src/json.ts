import { ExactNumber } from './protocol/exact.ts';

/** Whether a value is an object of JSON. An exact number is a number, whatever JavaScript thinks of it. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  );
}
