import type { JsonSchema } from '../define/specification.ts';

/** Returns every text that a specification declares as the default of a setting, on any level. */
export function settingDefaults(schema: JsonSchema): ReadonlySet<string> {
  const found = new Set<string>();
  collect(schema, found);
  return found;
}

function collect(schema: JsonSchema, into: Set<string>): void {
  if (typeof schema.default === 'string') into.add(schema.default);
  const inner = [...Object.values(schema.properties ?? {}), ...(schema.oneOf ?? []), schema.items];
  for (const each of inner) if (each) collect(each, into);
}
