import { z } from 'zod';
import { OBJECTS } from '../records/index.ts';

/** Why the service refuses one row of those that were posted. */
export interface Refusal {
  /** Its place among the posted rows. */
  readonly index: number;
  /** The field and the rule, never a value. */
  readonly reason: string;
  /** The service's own words, which may repeat the value. */
  readonly providerMessage: string | undefined;
}

const problem = z.object({
  code: z.string().optional(),
  title: z.string().optional(),
  detail: z.string().optional(),
  source: z.object({ pointer: z.string().optional() }).nullish(),
});
/** Two and more errors come in a list, a single one comes bare. */
const body = z.union([
  z.object({ errors: z.array(problem) }).transform(({ errors }) => errors),
  problem.transform((one) => [one]),
]);

/** `/3/value`, and also `/3` where it is about the row as a whole. */
const POINTER = /^\/(\d+)(?:\/(.*))?$/s;

/** The rows that a 400 is about, each once, by its first problem. Empty when the answer names none. */
export function refusalsIn(text: string): readonly Refusal[] {
  const rows = new Map<number, Refusal>();
  for (const { title, detail, source } of problemsIn(text)) {
    const [, digits, path] = POINTER.exec(source?.pointer ?? '') ?? [];
    if (digits === undefined) continue;
    const index = Number(digits);
    if (!rows.has(index))
      rows.set(index, { index, reason: reasonOf(path, title), providerMessage: wordsOf(title, detail) });
  }
  return [...rows.values()];
}

/** The service's own words; a title that its validator does not have may say more than the detail. */
function wordsOf(title: string | undefined, detail: string | undefined): string | undefined {
  if (title === undefined || TITLE.test(title)) return detail;
  return detail === undefined ? title : `${title}: ${detail}`;
}

/** The field that a 400 is about, of those of a data set. Any other name in its place may quote a record: the device comes from there. */
export function fieldRefusedIn(text: string, fields: readonly string[]): string | undefined {
  const pointers = problemsIn(text).map(({ source }) => source?.pointer?.split('/')[1]);
  return fields.find((field) => pointers.includes(field));
}

/** Whether it is the service that says that the account may not do this (platform, request/errors.go). */
export const isUnauthorized = (text: string): boolean =>
  problemsIn(text).some(({ code }) => code === 'unauthorized');

function problemsIn(text: string): z.infer<typeof body> {
  try {
    return body.parse(JSON.parse(text));
  } catch {
    return [];
  }
}

/** Fields whose entries have names that people gave them. */
const BY_NAME = /^(basalSchedules|bgTargets|carbRatios|insulinSensitivities|overridePresets)$/;

/** The titles of the service's validator (platform, structure/parser and structure/validator), and no others: they quote nothing. */
const TITLE =
  /^(length is out of range|not parsed|type is not (array|bool|float64|int|object|string|time)|values? (does not exist|do not exist for (any|one)|exists|is a duplicate|is empty|is not a parsable time|is not one of the allowed values|is not valid|is out of range|is (not )?(after|before) the specified time))$/;

/** Names of fields on every level, of all types. */
let fieldNames: ReadonlySet<string> | undefined;

/** A field and a rule. A number is a place in a list, and a name that is no field's was given by a person: data like a value. */
function reasonOf(path: string | undefined, title: string | undefined): string {
  fieldNames ??= namesOf(Object.values(OBJECTS));
  const parts = (path ?? '').split('/');
  const isField = (part: string, at: number): boolean =>
    part === '' || (fieldNames!.has(part) && !BY_NAME.test(parts[at - 1] ?? ''));
  const field = parts.map((part, at) => (isField(part, at) ? part : '[]')).join('.');
  return `${field || 'the record'}: ${title !== undefined && TITLE.test(title) ? title : 'refused by Tidepool'}`;
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
