import type { Need } from '../acceptance/case.ts';

/**
 * Describes what a case needs and the subject does not offer, and how to provide it: with the names of a subject file, or of a
 * `Subject` in TypeScript.
 */
export function missing(need: Need, isDescribedInFile: boolean): string {
  const [what, detail = ''] = need.split(':');
  if (what === 'mode') return `the first object does not offer ${detail}`;
  if (what === 'not-mode') return `the connector offers ${detail}`;
  if (what === 'broken')
    return SENTENCES[`broken:${detail}`] ?? `no configuration is broken in this way (${detail})`;
  const inTypeScript = isDescribedInFile ? undefined : IN_TYPESCRIPT[need];
  return inTypeScript ?? SENTENCES[need] ?? `the subject does not offer ${need}`;
}

const SENTENCES: Readonly<Record<string, string>> = {
  provider:
    'the provider must be readable and able to fail: name an emulator, or describe a provider in the subject file',
  'takes-records': 'records would be sent to a live provider, or there is none: --write-records allows it',
  'working-config': 'no valid configuration is known: list one with status succeed',
  discover: 'the connector has no discover, or it offers no operation',
  'given-spec': 'the configuration file names no spec_path',
  'given-checks': 'the configuration file lists no connection tests',
  executable: 'the connector is not one executable file',
  'invalid-records': 'no records that have to be rejected are known: give the object an "invalid" template',
  'derived-keys': 'no records without a key are known: give the object a "without_key" template',
  'changed-records': 'no changed records are known: give the object a "changed" template',
  deletions: 'the subject does not declare that deletions of CDC sources reach the provider ("deletes")',
  'typed-columns': 'every value arrives as a text',
  'line-breaks': 'the subject declares that the connector replaces line breaks',
  'open-columns': 'columns beyond the declared ones need not arrive; "open_columns" declares that they do',
  'records-per-request': 'the number of records per request is not known: set "records_per_request"',
  'broken:schema': 'no configuration that violates the specification is known',
  'broken:closed-port': 'the configuration has no address that could point to a closed port',
  'broken:unknown-host': 'the configuration has no address that could point to an unknown host',
};

const IN_TYPESCRIPT: Readonly<Record<string, string>> = {
  provider: 'the subject has no provider: give it "provider"',
  'takes-records': 'the subject has no provider: give it "provider"',
  'working-config': 'the subject has no provider: give it "provider"',
  'given-spec': 'the subject has no "expectedSpec"',
  'given-checks': 'the subject has no "checks"',
  'invalid-records': 'no records that have to be rejected are known: give the first object "invalid"',
  'derived-keys': 'no records without a key are known: give the first object "withoutKey"',
  'changed-records': 'no changed records are known: give the first object "changed"',
  deletions: 'the first object does not declare that deletions of CDC sources reach the provider ("deletes")',
  'typed-columns': 'every value arrives as a text ("columnsAs")',
  'line-breaks': 'the first object declares that the connector replaces line breaks ("lineBreaks")',
  'open-columns': 'columns beyond the declared ones need not arrive; "openColumns" declares that they do',
  'records-per-request':
    'the number of records per request is not known: give the first object "recordsPerRequest"',
};
