import { Reject } from '@airbyte-ts/cdk';
import { expect, it } from 'vitest';
import { fieldsOf, OBJECTS, TYPES } from '../index.ts';
import { common, samples } from './samples.ts';

type Fields = Readonly<Record<string, unknown>>;

/** 'fits', or where and what is wrong first, as in "dose.total is missing". */
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

/** A copy in which fields are set by their dotted paths; undefined takes them away. */
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

/** The record of a kind, with all that a datum may have where the kind is 'any'. */
export function sample(kind: string): Fields {
  return kind === 'any' ? { ...samples.cbg!, ...common } : samples[kind]!;
}

/** What changes to a record lead to: a path and the rule, or 'fits'. */
export type Row = readonly [changes: Fields, expected: string];

/** One test for each row: the record of a kind with the changes fits, or the first issue begins as expected. */
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
