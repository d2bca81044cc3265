import { formatList } from '@airbyte-ts/cdk';
import { z } from 'zod';

/**
 * The building blocks of the schemas. Every field has a description, and a message that contains the rule and never
 * the value, and that is appended to the field's path. Schemas do not transform: a valid record is sent unchanged.
 */

/** A message that is replaced by 'is missing' if there is no value. */
export function withMessage(message: string): (issue: { readonly input?: unknown }) => string {
  return ({ input }) => (input === undefined ? 'is missing' : message);
}

export function text(description: string) {
  return z.string({ error: withMessage('is not a text') }).describe(description);
}

export function filled(description: string) {
  return z
    .string({ error: withMessage('is not a text') })
    .min(1, 'is empty')
    .describe(description);
}

/** A text of 1 to `max` characters, counted as the service does: a character beyond the basic plane is one. */
export function short(description: string, max = 100) {
  return filled(description)
    .check((context) => {
      report(context, [], lengthFault(context.value, max));
    })
    .meta({ description, maxLength: max });
}

/** The fault of a text's length, or undefined. */
function lengthFault(value: string, max: number): string | undefined {
  if (value.length <= max) return undefined;
  let count = 0;
  for (const _ of value) count++;
  return count > max ? `is longer than ${max} characters` : undefined;
}

export function pattern(description: string, expression: RegExp, message: string) {
  return z
    .string({ error: withMessage('is not a text') })
    .min(1, 'is empty')
    .regex(expression, message)
    .describe(description);
}

export function choice<const Values extends readonly [string, ...string[]]>(
  description: string,
  values: Values,
  message = `is not one of ${formatList(values)}`,
) {
  return z.enum(values, { error: withMessage(message) }).describe(description);
}

export function named<const Name extends string>(description: string, name: Name) {
  return z.literal(name, { error: withMessage(`is not ${name}`) }).describe(description);
}

export function flag(description: string) {
  return z.boolean({ error: withMessage('is not true or false') }).describe(description);
}

/** Any number; its range depends on other fields. */
export function number(description: string) {
  return z.number({ error: withMessage('is not a number') }).describe(description);
}

export function between(description: string, min: number, max: number) {
  const message = `is not between ${min} and ${max}`;
  return z
    .number({ error: withMessage('is not a number') })
    .min(min, message)
    .max(max, message)
    .describe(description);
}

/** The service counts with 64 bits. */
const INTEGERS = 2 ** 63;

/**
 * An integer, which may be written as 5.0. Not zod's integer: its issue would prevent the checks of the whole object,
 * and with them the order of issues.
 */
export function integer(description: string, min?: number, max?: number) {
  const any = z
    .number({ error: withMessage('is not an integer') })
    .check(({ value, issues }) => {
      if (!Number.isInteger(value) || value < -INTEGERS || value >= INTEGERS)
        issues.push({ code: 'invalid_type', expected: 'int', message: 'is not an integer', input: value });
    })
    .meta({ type: 'integer' });
  if (min === undefined) return any.describe(description);
  if (max === undefined) return any.min(min, `is below ${min}`).describe(description);
  const message = `is not between ${min} and ${max}`;
  return any.min(min, message).max(max, message).describe(description);
}

/** The fields are created when they are first read: a sync needs those of few types, and creating all costs 100 ms of CPU. */
export function object<Shape extends z.ZodRawShape>(description: string, fields: () => Shape) {
  return z.object(onDemand(fields), { error: withMessage('is not an object') }).describe(description);
}

/** Returns a shape whose fields are created when zod first reads one. */
export function onDemand<Shape extends z.ZodRawShape>(fields: () => Shape): Shape {
  let made: Shape | undefined;
  const shape = (): Shape => {
    made ??= fields();
    return made;
  };
  return new Proxy({} as Shape, {
    ownKeys: () => Reflect.ownKeys(shape()),
    getOwnPropertyDescriptor: (_target, name) => Reflect.getOwnPropertyDescriptor(shape(), name),
    get: (_target, name) => Reflect.get(shape(), name),
  });
}

/** A list of at most `max` items, and of at least `min` (1 by default). */
export function list<Item extends z.ZodType>(description: string, item: Item, max?: number, min = 1) {
  const items = z.array(item, { error: withMessage('is not a list') });
  const some = min > 0 ? items.min(min, 'is empty') : items;
  return (max === undefined ? some : some.max(max, `has more than ${max} entries`)).describe(description);
}

/** Texts of a list that may not repeat. */
export function distinct(description: string, item: z.ZodType<string>, max?: number, min = 1) {
  return list(description, item, max, min).check((context) => {
    const seen = new Set<string>();
    context.value.forEach((each, index) => {
      if (seen.has(each)) report(context, [index], 'is repeated');
      seen.add(each);
    });
  });
}

/** An object with user-defined names, whose values have one schema. */
export function byName<Item extends z.ZodType>(description: string, item: Item) {
  return z.record(z.string(), item, { error: withMessage('is not an object') }).describe(description);
}

/** The part of a check's context that reporting needs. */
export interface Checked {
  readonly value: unknown;
  readonly issues: z.core.$ZodRawIssue[];
}

/** Reports a fault, if there is one. */
export function report(context: Checked, path: readonly PropertyKey[], message: string | undefined): void {
  if (message === undefined) return;
  context.issues.push({ code: 'custom', message, path: [...path], input: context.value });
}

/** A check that another schema fits as well. A function, so that schemas may refer to themselves. */
export function fits(schema: (value: unknown) => z.ZodType | undefined): (context: Checked) => void {
  return (context) => {
    const result = schema(context.value)?.safeParse(context.value, { reportInput: true });
    for (const issue of result?.error?.issues ?? []) context.issues.push(issue as z.core.$ZodRawIssue);
  };
}
