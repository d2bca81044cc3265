import type { ErrorLayer } from './error-layers.ts';
import { failureTypesOf } from './error-page.ts';

/** Where code and catalogs differ, one sentence each; empty when every code is explained as it is raised. */
export function errorProblems(layers: readonly ErrorLayer[]): readonly string[] {
  const known = new Set(layers.flatMap(({ catalog }) => Object.keys(catalog)));
  return layers.flatMap((layer) => [
    ...layer.uses.flatMap((use) => problemsOfUse(use, layer, known)),
    ...Object.keys(layer.catalog).flatMap((code) => problemsOfEntry(code, layer)),
  ]);
}

function problemsOfUse(
  { code, as, failureTypes = [], file, line }: ErrorLayer['uses'][number],
  { catalog }: ErrorLayer,
  known: ReadonlySet<string>,
): readonly string[] {
  const where = `${file}:${line}`;
  if (as === 'dynamic') return [`${where} puts the code ${code} together; write each code as a literal.`];
  if (as === 'compared')
    return known.has(code) ? [] : [`${where} compares with ${code}, which is in no error catalog.`];
  const entry = Object.hasOwn(catalog, code) ? catalog[code as keyof typeof catalog] : undefined;
  if (!entry) return [`${where} raises ${code}, which is not in the error catalog of its layer.`];
  const allowed = failureTypesOf(entry);
  return failureTypes
    .filter((type) => !allowed.includes(type))
    .map((type) => `${where} raises ${code} as ${type}; its error catalog says ${allowed.join(', ')}.`);
}

function problemsOfEntry(code: string, { title, uses, catalog }: ErrorLayer): readonly string[] {
  const raised = uses.filter((use) => use.code === code && use.as === 'raised');
  if (raised.length === 0) return [`The error catalog of ${title} explains ${code}, which nothing raises.`];
  if (raised.some(({ failureTypes }) => failureTypes === undefined)) return [];
  const seen = new Set(raised.flatMap(({ failureTypes = [] }) => failureTypes));
  return failureTypesOf(catalog[code as keyof typeof catalog]!)
    .filter((type) => !seen.has(type))
    .map((type) => `The error catalog of ${title} says ${type} for ${code}, which is never raised as that.`);
}
