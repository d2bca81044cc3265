import type { Need } from '../acceptance/case.ts';

/** What a case needs and a subject does not offer, with what would help, in one sentence. */
export function missing(need: Need): string {
  const [what, detail = ''] = need.split(':');
  if (what === 'mode') return `the first object does not offer ${detail}`;
  if (what === 'not-mode') return `the connector offers ${detail}`;
  if (what === 'broken')
    return SENTENCES[`broken:${detail}`] ?? `no configuration is broken in this way (${detail})`;
  return SENTENCES[need] ?? `the subject does not offer ${need}`;
}

const SENTENCES: Readonly<Record<string, string>> = {
  provider:
    'the provider has to be looked at and made to fail: name an emulator, or describe a provider in the subject file',
  'takes-records': 'records would be sent to a live provider, or there is none: --write-records allows it',
  'working-config': 'no configuration that works is known: list one with status succeed',
  discover: 'the connector has no discover, or it offers nothing',
  'given-spec': 'the configuration file names no spec_path',
  'given-checks': 'the configuration file lists no connection tests',
  executable: 'the connector is not one file that runs by itself',
  'invalid-records': 'nobody said which records have to be rejected: give the object an "invalid" template',
  'derived-keys':
    'nobody said which records have no key of their own: give the object a "without_key" template',
  'changed-records': 'nobody said what a changed record looks like: give the object a "changed" template',
  deletions: 'the connector does not say that deletions of CDC sources reach the provider',
  'typed-columns': 'every value arrives as a text',
  'line-breaks': 'the connector says that it replaces line breaks',
  'open-columns': 'columns beyond the declared ones need not arrive: "open_columns" says that they do',
  'records-per-request': 'nobody said how many records go into one request: "records_per_request"',
  'broken:schema': 'no configuration is known that breaks the specification',
  'broken:refused': 'the configuration has no address that could lead to a closed port',
  'broken:unknown-host': 'the configuration has no address that could lead to an unknown host',
};
