import { z } from 'zod';

/** Why the service refuses one row of those that were posted. */
export interface Refusal {
  /** Its place among the posted rows. */
  readonly index: number;
  /** The field and the rule, never a value. */
  readonly reason: string;
  /** The service's own words, which may repeat the value. */
  readonly words: string | undefined;
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
    if (!rows.has(index)) rows.set(index, { index, reason: reasonOf(path, title), words: detail });
  }
  return [...rows.values()];
}

/** The field of a data set that a 400 is about. */
export function fieldRefusedIn(text: string): string | undefined {
  for (const { source } of problemsIn(text)) {
    const field = /^\/([a-zA-Z]+)/.exec(source?.pointer ?? '')?.[1];
    if (field !== undefined) return field;
  }
  return undefined;
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

/** A number is a place in a list, which says nothing to a person; a name that a person gave is data like a value. */
function reasonOf(path: string | undefined, title: string | undefined): string {
  const parts = (path ?? '').split('/');
  const field = parts
    .map((part, at) => (/^\d+$/.test(part) || BY_NAME.test(parts[at - 1] ?? '') ? '[]' : part))
    .join('.');
  return `${field || 'the record'}: ${title ?? 'refused by Tidepool'}`;
}
