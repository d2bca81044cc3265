import { z } from 'zod';

/** The fields that the users of the emulated directory have defined. */
export const FIELDS = [
  { name: 'name', type: 'string', required: true },
  { name: 'email', type: 'string', required: false },
  { name: 'age', type: 'number', required: false },
  { name: 'active', type: 'boolean', required: false },
  { name: 'updated_at', type: 'string', required: false },
] as const;

export type Person = Readonly<Record<string, unknown>>;

const row = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('upsert'),
    id: z.string().min(1),
    fields: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({ op: z.literal('delete'), id: z.string().min(1) }),
]);

export type Row = z.output<typeof row>;

/** Reads a line of a body; undefined if it is not a row. */
export function readRow(line: string): Row | undefined {
  try {
    return row.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Returns what is wrong with the fields of a person. Providers often repeat the value. */
export function faultOf(fields: Person): string | undefined {
  const unknown = Object.keys(fields).find((name) => !FIELDS.some((field) => field.name === name));
  if (unknown !== undefined) return `There is no field ${unknown}.`;
  for (const { name, type, required } of FIELDS) {
    const value = fields[name];
    if (value === undefined ? required : typeof value !== type || value === '')
      return `${name} can't be ${JSON.stringify(value)}.`;
  }
  return undefined;
}

/** Whether a newer version of a person is stored. */
export function isStale(fields: Person, stored: Person | undefined): boolean {
  return (
    String(fields.updated_at ?? '') < String(stored?.updated_at ?? '') && fields.updated_at !== undefined
  );
}
