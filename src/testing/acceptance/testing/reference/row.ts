import { broken } from './faults.ts';

type Data = Readonly<Record<string, unknown>>;

const OWN = /^_airbyte_|^_ab_cdc_/;

/** Returns the JSON text of a valid record: the source's text without the columns that the platform adds. */
export function rowText(text: string, data: Data, columns: readonly string[]): string {
  let changed: Data | undefined;
  if (/"_(airbyte|ab_cdc)_/.test(text) && !broken('sends-platform-columns'))
    changed = Object.fromEntries(Object.entries(data).filter(([name]) => !OWN.test(name)));
  if (broken('parses-records')) changed ??= data;
  if (broken('fills-nulls'))
    changed = { ...Object.fromEntries(columns.map((name) => [name, null])), ...data };
  if (broken('tidies-values')) changed = tidied(data);
  if (broken('walks-values')) depthOf(data);
  const sent = changed ? JSON.stringify(changed) : text;
  if (broken('ascii-only')) return sent.replace(/[^\x20-\x7e]/g, '?');
  return broken('escapes-html') ? sent.replaceAll('<', '&lt;') : sent;
}

/** Removes empty values and cuts long texts. */
function tidied(data: Data): Data {
  const kept = Object.entries(data).filter(([, value]) => value && JSON.stringify(value).length > 2);
  return Object.fromEntries(
    kept.map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, 10_000) : value]),
  );
}

/** Returns the depth of a value, by recursion that overflows the stack. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
