import type { JsonSchema } from '../../define/specification.ts';
import { formatList } from '../../text/format-list.ts';
import type { Rule } from '../rule.ts';
import { optionsOf, same } from '../spec-rules/node.ts';
import { type Change, STORED, valuesOf } from './change.ts';

const TYPES = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'];

/** Rules for types and lists of values. */
export const valueRules: readonly Rule<Change>[] = [
  {
    name: 'type-changed',
    reference: STORED,
    check({ before, after }) {
      const lost = typesOf(before).filter((type) => type !== 'null' && !accepts(after, type));
      return (
        lost.length > 0 &&
        (before.type === undefined
          ? `The value has to be of the type ${textOf(after)} now.`
          : `The type changed from ${textOf(before)} to ${textOf(after)}.`)
      );
    },
  },
  {
    name: 'null-forbidden',
    reference: STORED,
    check: ({ before, after }) =>
      before.type !== undefined &&
      typesOf(before).includes('null') &&
      !accepts(after, 'null') &&
      'The value may no longer be null.',
  },
  {
    name: 'constant-changed',
    reference: STORED,
    check({ before, after }) {
      if (after.const === undefined) return;
      const values = valuesOf(before);
      const isSame = values?.every((value) => same(value, after.const)) ?? false;
      return !isSame && `Only the value ${JSON.stringify(after.const)} is valid now.`;
    },
  },
  {
    name: 'enum-narrowed',
    reference: STORED,
    check({ before, after }) {
      if (after.const !== undefined || !Array.isArray(after.enum)) return;
      const { enum: now } = after;
      const values = valuesOf(before) ?? (before.type === 'boolean' ? [true, false] : undefined);
      const listed = formatList(
        now.map((value) => JSON.stringify(value)),
        'and',
      );
      if (values === undefined) return `Any value was valid; now only ${listed} are.`;
      return values
        .filter((value) => !now.some((each) => same(each, value)))
        .map((value) => `The value ${JSON.stringify(value)} is no longer valid.`);
    },
  },
];

/** Returns the types that a schema accepts: those of its values if it lists them. */
function typesOf(schema: JsonSchema): readonly string[] {
  const values = valuesOf(schema);
  if (values) return values.map(typeOf);
  const options = optionsOf(schema);
  if (schema.type === undefined) return options.length > 0 ? [...new Set(options.flatMap(typesOf))] : TYPES;
  return [schema.type as unknown].flat().map(String);
}

/** Whether a schema accepts values of a type. Whole numbers are numbers too. */
function accepts({ type }: JsonSchema, wanted: string): boolean {
  const types = type === undefined ? TYPES : [type as unknown].flat();
  return types.includes(wanted) || (wanted === 'integer' && types.includes('number'));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

const textOf = ({ type }: JsonSchema): string => formatList([type as unknown].flat().map(String), 'or');
