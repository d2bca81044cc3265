import type { ExactNumber } from './exact-number.ts';

/**
 * A value as the functions of an operation get it: each number may be an `ExactNumber`, which `numberOf` converts. Lists and
 * objects inside are converted alike.
 */
export type Received<Value> = Value extends number
  ? Value | ExactNumber
  : Value extends string | boolean | null | undefined
    ? Value
    : Value extends readonly (infer Item)[]
      ? readonly Received<Item>[]
      : Value extends object
        ? { [Name in keyof Value]: Received<Value[Name]> }
        : Value;
