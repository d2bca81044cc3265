import { z } from 'zod';
import { OBJECTS } from '../records/index.ts';

/** The rejection of one posted row. */
export interface RowRejection {
  /** Index of the row among the posted rows. */
  readonly index: number;
  /** The field and the rule, never a value. */
  readonly reason: string;
  /** The provider message, which may quote the value. */
  readonly providerMessage: string | undefined;
}

/** A value of another type, such as a number as the code, counts as absent: it must not hide the others. */
const text = z.string().optional().catch(undefined);
const problem = z.object({
  code: text,
  title: text,
  detail: text,
  source: z.object({ pointer: text }).nullish().catch(undefined),
});
/** Several errors are a list; a single error is an object. */
const body = z.union([
  z.object({ errors: z.array(problem.catch({})) }).transform(({ errors }) => errors),
  problem.transform((one) => [one]),
]);

/** `/3/value`, or `/3` for the row as a whole. */
const POINTER = /^\/(\d+)(?:\/(.*))?$/s;

/** The rows that a 400 response rejects, each with its first problem. Empty if the response names none. */
export function rejectionsIn(text: string): readonly RowRejection[] {
  const rows = new Map<number, RowRejection>();
  for (const { title, detail, source } of problemsIn(text)) {
    const [, digits, path] = POINTER.exec(source?.pointer ?? '') ?? [];
    if (digits === undefined) continue;
    const index = Number(digits);
    if (!rows.has(index))
      rows.set(index, {
        index,
        reason: reasonOf(path, title),
        providerMessage: providerMessageOf(title, detail),
      });
  }
  return [...rows.values()];
}

/** The provider message: the detail, with the title if it is not a standard one of the validator. */
function providerMessageOf(title: string | undefined, detail: string | undefined): string | undefined {
  if (title === undefined || TITLE.test(title)) return detail;
  return detail === undefined ? title : `${title}: ${detail}`;
}

/**
 * The field of a data set that a 400 response rejects, if it is one of `fields`. Another name may quote a record, which the
 * device comes from.
 */
export function rejectedFieldIn(text: string, fields: readonly string[]): string | undefined {
  const pointers = problemsIn(text).map(({ source }) => source?.pointer?.split('/')[1]);
  return fields.find((field) => pointers.includes(field));
}

/** Whether the service itself reports the missing right of the account, as opposed to a proxy (platform, request/errors.go). */
export const isUnauthorized = (text: string): boolean =>
  problemsIn(text).some(({ code }) => code === 'unauthorized');

/** Whether a response is an error in the form of the service, as opposed to a gateway's. */
export const isServiceError = (text: string): boolean =>
  problemsIn(text).some(({ code, title, detail }) => (code ?? title ?? detail) !== undefined);

function problemsIn(text: string): z.infer<typeof body> {
  try {
    return body.parse(JSON.parse(text));
  } catch {
    return [];
  }
}

/** Fields whose entries have user-defined names. */
const BY_NAME = /^(basalSchedules|bgTargets|carbRatios|insulinSensitivities|overridePresets)$/;

/** The titles of the service's validator (platform, structure/parser and structure/validator), which contain no data. */
const TITLE =
  /^(length is out of range|not parsed|type is not (array|bool|float64|int|object|string|time)|values? (does not exist|do not exist for (any|one)|exists|is a duplicate|is empty|is not a parsable time|is not one of the allowed values|is not valid|is out of range|is (not )?(after|before) the specified time))$/;

/** Names of the fields of all types, on all levels. */
let fieldNames: ReadonlySet<string> | undefined;

/**
 * Builds a reason of field and rule. Replaces list indexes, and names that are not fields, because users defined them: they are
 * data.
 */
function reasonOf(path: string | undefined, title: string | undefined): string {
  fieldNames ??= namesOf(Object.values(OBJECTS));
  const parts = (path ?? '').split('/');
  const isField = (part: string, at: number): boolean =>
    part === '' || (fieldNames!.has(part) && !BY_NAME.test(parts[at - 1] ?? ''));
  const field = parts.map((part, at) => (isField(part, at) ? part : '[]')).join('.');
  return `${field || 'the record'}: ${title !== undefined && TITLE.test(title) ? title : 'rejected by Tidepool'}`;
}

function namesOf(schemas: readonly z.ZodType[]): ReadonlySet<string> {
  const names = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { properties } = value as { readonly properties?: object };
    for (const name of Object.keys(properties ?? {})) names.add(name);
    for (const each of Object.values(value)) collect(each);
  };
  for (const schema of schemas) collect(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  return names;
}
