import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** Cells of a row by the names of the header. */
export type Cells = Readonly<Record<string, string>>;

interface Statement {
  readonly id: string;
  readonly [member: string]: unknown;
}

/** Result of a row by its template, or the reason why it failed. */
export type Made =
  | { readonly statements: readonly Statement[] }
  /** A person by the organization's id; a later row with that id changes the person. */
  | { readonly person: string }
  | { readonly failure: string };

export const template = z.strictObject({
  name: z.string(),
  /** Id of the template, which uploads accept too; the list of imports is filtered by name only. */
  id: z.string(),
  makes: z.enum(['statements', 'people']).default('statements'),
  /** Column with the id of the statement or person. Null: the template uses `{{uuid}}`, a new id each time. */
  idColumn: z.string().nullable(),
  /** Statements per row; those after the first have random ids. */
  statementsPerRow: z.int().min(1).default(1),
  /** Column with a condition: rows in which it is empty produce nothing. */
  onlyWith: z.string().optional(),
  /** Columns that must not be empty. */
  required: z.array(z.string()).default([]),
  /** A column with a scaled score, from -1 to 1. */
  score: z.string().optional(),
});

export type Template = z.output<typeof template>;

/** Templates of an organization by default. */
export const TEMPLATES: readonly z.input<typeof template>[] = [
  { name: 'Course Completions', id: '101', idColumn: 'Statement ID', required: ['Name'], score: 'Score' },
  { name: 'Random IDs', id: '102', idColumn: null },
  { name: 'Staff', id: '103', makes: 'people', idColumn: 'Employee ID' },
];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

export function make(template: Template, cells: Cells): Made {
  const { idColumn, makes, onlyWith, required, score } = template;
  if (onlyWith !== undefined && !cells[onlyWith]) return { statements: [] };
  const empty = required.find((column) => !cells[column]);
  if (empty !== undefined) return { failure: `The column "${empty}" must not be empty.` };
  const value = score === undefined ? '' : (cells[score] ?? '');
  if (value !== '' && !(Math.abs(Number(value)) <= 1))
    return { failure: `Score must be between -1 and 1. The current value of the field is: ${value}.` };
  const id = idColumn === null ? randomUUID() : (cells[idColumn] ?? '');
  if (makes === 'people')
    return id === '' ? { failure: `The column "${idColumn}" must not be empty.` } : { person: id };
  if (!UUID.test(id))
    return {
      failure: `Statement must include an ID, and the ID must be a UUID. The current value of the field is: ${id}.`,
    };
  const ids = Array.from({ length: template.statementsPerRow }, (_, index) =>
    index === 0 ? id : randomUUID(),
  );
  return { statements: ids.map((each) => statement(each, cells)) };
}

function statement(id: string, cells: Cells): Statement {
  return {
    id,
    actor: { name: cells.Name ?? 'Somebody', mbox: 'mailto:somebody@example.com' },
    verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
    object: { id: 'https://example.com/courses/1' },
    context: { extensions: { 'https://example.com/row': cells } },
  };
}
