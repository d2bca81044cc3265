import { isObject } from '@airbyte-ts/cdk';
import type { Fields } from './place.ts';
import { empty, notOfType, sizeOutOfRange } from './problem.ts';
import { type Rule, scalar } from './rule.ts';

const MOST_BYTES = 4096;

/** An object of any content, such as `payload`: not empty, at most 4096 bytes of JSON; its nulls are dropped. */
export const freeForm = (): Rule =>
  scalar<Fields>(
    (raw) => (isObject(raw) ? withoutNulls(raw) : notOfType('object', raw)),
    [
      (value) => (Object.keys(value).length === 0 ? empty : undefined),
      (value) => {
        const size = bytesOf(value);
        return size > MOST_BYTES ? sizeOutOfRange(size, `less than or equal to ${MOST_BYTES}`) : undefined;
      },
    ],
  );

const withoutNulls = (raw: Fields) =>
  Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null));

/** Go's encoder escapes `<`, `>`, `&` and the two line separators, each as six characters. */
const bytesOf = (value: Fields) =>
  Buffer.byteLength(JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, '123456'));
