import type { AnyOperation } from '../../src/define/operation.ts';
import type { SharedConfig } from '../../src/define/shared-config.ts';
import { createRowPreparer } from '../../src/mapping/prepare.ts';
import type { ConfiguredStream } from '../../src/protocol/catalog.ts';

type Json = Readonly<Record<string, unknown>>;

/** The marker text. It occurs in no name of a field or rule, in any letter case. */
export const MARKER = 'xqzjvw';
/** The marker number. It is no port, status or time. */
export const MARKED_NUMBER = 73_519;

/** Candidates for a value; the first that its field accepts is used. */
const TEXTS = [`${MARKER}@example.com`, MARKER, `Zoë ${MARKER.toUpperCase()} 王明`];

/**
 * Returns a record of an object with the marker in each value that accepts it, in member names where names are free, and in its
 * id.
 */
export function marked(
  sample: Json,
  { stream, operation, config }: { stream: ConfiguredStream; operation: AnyOperation; config: SharedConfig },
): Json {
  const prepare = createRowPreparer(stream, operation, config);
  const fits = (record: Json): boolean => {
    const one = numbered(record, 23);
    return !('reason' in prepare(JSON.stringify(one), structuredClone(one)));
  };
  if (!fits(sample)) {
    const why = prepare(JSON.stringify(sample), structuredClone(sample));
    throw new Error(`The sample of ${operation.object} does not fit: ${JSON.stringify(why)}`);
  }
  let record = sample;
  const attempt = (path: readonly string[], value: unknown): boolean => {
    const changed = withValue(record, path, value) as Json;
    if (!fits(changed)) return false;
    record = changed;
    return true;
  };
  for (const [path, value] of leaves(sample)) {
    if (typeof value === 'string')
      for (const text of [...TEXTS, `${value}-${MARKER}`]) if (attempt(path, text)) break;
    if (typeof value === 'number') attempt(path, MARKED_NUMBER);
  }
  for (const path of [[], ...objects(sample)]) attempt([...path, MARKER], { [`${MARKER}_name`]: MARKER });
  return record;
}

/** Yields each value that is neither an object nor a list, with its path. */
function* leaves(
  value: unknown,
  path: readonly string[] = [],
): Iterable<readonly [readonly string[], unknown]> {
  if (typeof value !== 'object' || value === null) yield [path, value];
  else for (const [name, each] of Object.entries(value)) yield* leaves(each, [...path, name]);
}

function* objects(value: unknown, path: readonly string[] = []): Iterable<readonly string[]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value) && path.length > 0) yield path;
  for (const [name, each] of Object.entries(value)) yield* objects(each, [...path, name]);
}

function withValue(of: unknown, [name, ...deeper]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  if (Array.isArray(of))
    return of.map((each, at) => (String(at) === name ? withValue(each, deeper, value) : each));
  const members = (of ?? {}) as Json;
  return { ...members, [name]: withValue(members[name], deeper, value) };
}

/** Returns a distinct copy of the record, because some providers merge records with the same id or time. */
export function numbered(record: Json, at: number): Json {
  const text = JSON.stringify(record).replace(new RegExp(MARKER, 'gi'), (marker) => `${marker}-${at}`);
  const own = JSON.parse(text) as Json;
  if (typeof own.time !== 'string' || Number.isNaN(Date.parse(own.time))) return own;
  const time = new Date(Date.parse(own.time) + at * 1_000).toISOString().replace('.000Z', 'Z');
  return { ...own, time };
}
