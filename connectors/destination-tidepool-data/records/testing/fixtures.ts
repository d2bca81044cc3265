import { Reject } from '@airbyte-ts/cdk';
import { expect, it } from 'vitest';
import { fieldsOf, OBJECTS, TYPES } from '../index.ts';
import { common } from './sample-parts.ts';
import { samples } from './samples.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Returns 'fits', or the first fault with its path, as in "dose.total is missing". */
export function verdict(record: Fields): string {
  const exact = fieldsOf(record);
  if (exact instanceof Reject) return exact.reason;
  const type = TYPES.find((each) => each === record.type)!;
  const [one, other] = [exact, OBJECTS[type]].map((fields) => {
    const issue = fields.safeParse(record).error?.issues[0];
    return issue ? `${issue.path.map(String).join('.') || 'the record'} ${issue.message}` : 'fits';
  });
  expect(other, 'the fields of the type say the same').toBe(one);
  return one!;
}

/** Copies a record with changes by dotted paths; undefined removes a field. */
export function changed(record: Fields, changes: Fields): Fields {
  const copy = structuredClone(record) as Record<string, unknown>;
  for (const [path, value] of Object.entries(changes)) {
    const names = path.split('.');
    const last = names.pop()!;
    const owner = names.reduce((at, name) => at[name] as Record<string, unknown>, copy);
    if (value === undefined) delete owner[last];
    else owner[last] = value;
  }
  return copy;
}

/** Returns the record of a kind; the kind 'any' has all optional fields. */
export function sample(kind: string): Fields {
  return kind === 'any' ? { ...samples.cbg!, ...common } : samples[kind]!;
}

/** Changes of a record, with the expected fault (path and rule) or 'fits'. */
export type Row = readonly [changes: Fields, expected: string];

/** Defines one test per row: the record of a kind with the changes fits, or its first issue begins as expected. */
export function accepts(kind: string, rows: readonly Row[]): void {
  it.each(rows.map(([changes, expected]) => [shown(changes), expected, changes] as const))(
    `${kind} with %s: %s`,
    (_, expected, changes) => {
      const found = verdict(changed(sample(kind), changes));
      expect(found.startsWith(expected), found).toBe(true);
    },
  );
}

function shown(changes: Fields): string {
  const text = JSON.stringify(changes, (_, value: unknown) => (value === undefined ? 'nothing' : value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
