import type { Field, ObjectField } from './field.ts';

/**
 * Consecutive fields that are shown in the same way: `expanded`; `inline` and `footer` are closed sections "Optional
 * fields"; `card` is a card that is closed as a whole.
 */
export interface Section {
  readonly display: 'expanded' | 'inline' | 'footer' | 'card';
  readonly fields: readonly Field[];
}

/** A group of fields, with a frame around it. */
export interface Card {
  readonly title: string | undefined;
  readonly sections: readonly Section[];
}

interface Group {
  readonly id: string;
  readonly title?: string;
}

/** The platform puts its own settings into this group, after all others. */
const LAST: Group = { id: 'advanced', title: 'Advanced' };

/**
 * Returns the cards of a form: the declared groups in their order, then other groups by id, then `advanced`, then the
 * fields without a group.
 */
export function cardsOf(form: ObjectField): readonly Card[] {
  const declared = ((form.schema.groups ?? []) as readonly Group[]).filter(({ id }) => id !== LAST.id);
  const visible = form.fields.filter(isVisible);
  const other = [...new Set(visible.map(groupOf))]
    .filter((id) => id !== undefined && id !== LAST.id && !declared.some((group) => group.id === id))
    .sort(naturally)
    .map((id) => ({ id, title: undefined }));
  return [...declared, ...other, LAST, { id: undefined, title: undefined }].flatMap(({ id, title }) => {
    const fields = visible.filter((field) => groupOf(field) === id);
    return fields.length === 0 ? [] : [{ title, sections: sectionsOf(fields, true) }];
  });
}

/** Returns the sections of one card, or of an object inside the form: ordered, with optional fields behind a switch. */
export function sectionsOf(fields: readonly Field[], topLevel: boolean): readonly Section[] {
  const sections: { display: Section['display']; fields: Field[] }[] = [];
  for (const field of fields.filter(isVisible).toSorted(byOrder)) {
    const display = displayOf(field, topLevel);
    const last = sections.at(-1);
    if (last?.display === display || (last?.display === 'inline' && display === 'footer'))
      last.fields.push(field);
    else sections.push({ display, fields: [field] });
  }
  const last = sections.at(-1);
  if (last !== undefined && last.display !== 'expanded') {
    if (sections.length === 1) last.display = 'card';
    else if (topLevel) last.display = 'footer';
  }
  return sections;
}

/** Returns whether the form shows the field. A constant has a position in the order, but is not shown. */
function isVisible({ schema }: Field): boolean {
  return schema.airbyte_hidden !== true;
}

function groupOf({ schema }: Field): string | undefined {
  return schema.group as string | undefined;
}

function displayOf(field: Field, topLevel: boolean): Section['display'] {
  if (isAlwaysShown(field)) return 'expanded';
  return orderOf(field) !== undefined || !topLevel ? 'inline' : 'footer';
}

function isAlwaysShown({ kind, required, constant, schema }: Field): boolean {
  return (
    required ||
    kind === 'choice' ||
    kind === 'object' ||
    schema.always_show === true ||
    constant !== undefined
  );
}

function orderOf({ schema }: Field): number | undefined {
  return Number.isInteger(schema.order) ? (schema.order as number) : undefined;
}

/** Fields that are always shown precede optional ones, for any `order`; a field with an order precedes one without. */
function byOrder(a: Field, b: Field): number {
  const shown = Number(isAlwaysShown(b)) - Number(isAlwaysShown(a));
  if (shown !== 0) return shown;
  const [first, second] = [orderOf(a), orderOf(b)];
  if (first !== undefined && second !== undefined) return first - second;
  if (first !== undefined || second !== undefined) return first === undefined ? 1 : -1;
  return naturally(a.key, b.key);
}

function naturally(a = '', b = ''): number {
  return a.localeCompare(b, undefined, { numeric: true });
}
