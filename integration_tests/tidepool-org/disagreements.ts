import { Reject } from '@airbyte-ts/cdk';
import { fieldsOf } from '../../connectors/destination-tidepool-data/records/index.ts';
import { validateData } from '../../connectors/tidepool-org/emulator/validation.ts';

/** Changes to records, and the differences between the connector's and the emulator's verdicts. */

export type Path = readonly (string | number)[];
type Fields = Readonly<Record<string, unknown>>;

/** Removes a field: the platform has no undefined. */
export const NOTHING = null;

/** One field of a record, and its new value. */
export interface Change {
  readonly path: Path;
  readonly value: unknown;
}

export function changed(record: object, ...changes: readonly Change[]): Fields {
  return changes.reduce<unknown>((each, { path, value }) => put(each, path, value), record) as Fields;
}

/** Copies only objects on the path: a whole copy costs as much as the validation. */
function put(owner: unknown, [name, ...rest]: Path, value: unknown): unknown {
  const copy = Array.isArray(owner) ? [...owner] : { ...(owner as object) };
  const fields = copy as Record<string | number, unknown>;
  if (rest.length > 0) fields[name!] = put(fields[name!], rest, value);
  else if (value !== NOTHING) fields[name!] = value;
  else if (Array.isArray(copy)) copy.splice(Number(name), 1);
  else delete fields[name!];
  return copy;
}

/** Returns the paths of all fields, including those of objects. */
export function pathsOf(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const names = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return names.flatMap((name) => {
    const path = [...at, name];
    return [path, ...pathsOf((value as Record<string | number, unknown>)[name], path)];
  });
}

const pointer = (path: readonly PropertyKey[]) =>
  path.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Returns the path at which the connector rejects a record, if it does. */
export function rejectedByConnector(record: Fields): string | undefined {
  const fields = fieldsOf(record);
  if (fields instanceof Reject) return `/${fields.reason.split(' ')[0]}`;
  const issue = fields.safeParse(record).error?.issues[0];
  return issue && pointer(issue.path);
}

/** Returns the paths at which the emulator rejects it. */
export function rejectedByEmulator(record: Fields): readonly string[] | undefined {
  const validated = validateData([record], { uploadId: 'u' }, () => '0'.repeat(32));
  return validated.ok ? undefined : validated.errors.map(({ source }) => source.pointer.replace(/^\/0/, ''));
}

/** Describes both verdicts on a changed record if they differ. The connector reports only its first reason. */
function disagreement(record: object, changes: readonly Change[]): object | undefined {
  const whole = changed(record, ...changes);
  const ours = rejectedByConnector(whole);
  const theirs = rejectedByEmulator(whole);
  if (ours === undefined ? theirs === undefined : theirs?.includes(ours)) return undefined;
  return { changes, connector: ours ?? 'takes it', emulator: theirs ?? 'takes it' };
}

/** The first few, because a wrong rule causes many. */
export function disagreements(record: object, all: Iterable<readonly Change[]>): readonly object[] {
  const found: object[] = [];
  for (const changes of all) {
    const one = disagreement(record, changes);
    if (one) found.push(one);
    if (found.length === 5) break;
  }
  return found;
}

/** The connector adds a device to every datum, and requires it. */
export function isComparable({ path, value }: Change): boolean {
  return path.at(-1) !== 'deviceId' || (value !== NOTHING && value !== '');
}
