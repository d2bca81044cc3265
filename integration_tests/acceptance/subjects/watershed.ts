import type { BrokenConfig, Config, Probe, Subject, SubjectObject } from '#testing';
import { EMULATORS } from '../../emulators/registry.ts';
import { startEmulator } from '../../emulators/server.ts';
import { ORGANIZATION, watershed } from '../../emulators/watershed.ts';
import { commandOf, SECRET, schema, unreachable } from './common.ts';
import { planOf } from './fault-plan.ts';

const UPLOADS = `/api/organizations/${ORGANIZATION}/csv-import`;

export function watershedSubject(): Subject {
  const name = 'destination-watershed';
  const { config } = EMULATORS[name];
  const configFor = (url: string): Config => ({
    ...config(url),
    api_key: SECRET,
    api_secret: SECRET,
    field_mappings: [
      { source_field: 'name', destination_field: 'Name' },
      { source_field: 'score', destination_field: 'Score' },
    ],
    rows_per_file: 100,
    poll_interval_seconds: 0.05,
  });
  const completion: SubjectObject = {
    name: 'Course Completions',
    modes: ['append', 'append_dedup'],
    stream: 'completions',
    properties: {
      record_id: { type: 'string' },
      name: { type: 'string' },
      course: { type: ['null', 'string'] },
      score: { type: ['null', 'number'] },
    },
    primaryKey: [['record_id']],
    openColumns: true,
    lineBreaks: 'replaced',
    recordsPerRequest: 100,
    record: (i) => ({ key: `r-${i}`, data: { record_id: `r-${i}`, ...completed(i) } }),
    invalid: (i) => ({ ...completed(i), record_id: `bad-${i}`, ...(i % 2 ? { name: '' } : { score: 7 }) }),
    withoutKey: completed,
  };
  return {
    name,
    ...commandOf(name),
    objects: [completion],
    offlineConfig: configFor('http://127.0.0.1:1'),
    secrets: [SECRET],
    broken: broken(configFor),
    async provider(): Promise<Probe> {
      const emulator = await startEmulator(watershed({ keys: [`${SECRET}:${SECRET}`] }));
      const { provider, requests } = emulator;
      return {
        config: configFor(emulator.url),
        arrived: () =>
          provider.rows().map(({ id, cells }) => ({ key: cells.record_id || id, text: jsonOf(cells) })),
        deliveries: () =>
          requests.filter(({ method, path }) => method === 'POST' && path.startsWith(UPLOADS)).length,
        requests: () => requests.length,
        fault: (fault) => emulator.faults.set(planOf(fault, { method: 'POST', path: UPLOADS })),
        async stop() {
          await emulator.close();
          if (provider.mistakes.length > 0)
            throw new Error(`the files were not right: ${provider.mistakes[0]}`);
        },
      };
    },
  };
}

function completed(i: number): Readonly<Record<string, unknown>> {
  return { name: `Learner ${i}`, course: `Safety, Basic "${i % 3}"`, score: (i % 10) / 10 };
}

/** Cells have no types: what is JSON by itself counts as what it says, everything else as a text. */
function jsonOf(cells: Readonly<Record<string, string>>): string {
  const members = Object.entries(cells).map(
    ([name, cell]) => `${JSON.stringify(name)}:${isJson(cell) ? cell : JSON.stringify(cell)}`,
  );
  return `{${members.join(',')}}`;
}

function isJson(cell: string): boolean {
  try {
    return typeof JSON.parse(cell) !== 'string';
  } catch {
    return false;
  }
}

function broken(configFor: (url: string) => Config): BrokenConfig[] {
  const valid = configFor('http://127.0.0.1:1');
  const { api_secret: _, ...withoutSecret } = valid;
  return [
    schema('no secret', withoutSecret, 'API Secret'),
    schema('an organization that is no number', { ...valid, organization_id: 'acme' }, 'Organization ID'),
    schema('a key with a colon', { ...valid, api_key: 'a:b' }, 'API Key'),
    schema('plain http', { ...valid, base_url: 'http://example.com' }, 'Base URL'),
    schema('an unknown choice', { ...valid, preview: 'sometimes' }, 'Preview', 'first_batch'),
    schema('files without rows', { ...valid, rows_per_file: 0 }, 'Rows per File'),
    schema('no time at all', { ...valid, import_timeout_minutes: 0 }, 'Import Timeout'),
    schema('an address that is none', { ...valid, notify_emails: ['somebody'] }, 'E-Mail'),
    schema('a nested gap', { ...valid, stream_mappings: [{ stream_name: 's' }] }, 'Template'),
    ...unreachable(valid, 'http://127.0.0.1:1', 'https://no-such-host.invalid'),
  ];
}
