import {
  type BrokenConfig,
  builtConnector,
  CANARY_SECRET,
  type Config,
  faultPlanOf,
  type Probe,
  type Subject,
  type SubjectObject,
  schemaMistake,
  unreachable,
} from '@airbyte-ts/cdk/acceptance';
import { startEmulator } from '@airbyte-ts/cdk/emulator';
import emulated from '../emulator/index.ts';
import { ORGANIZATION, watershed } from '../emulator/watershed.ts';

const UPLOADS = `/api/organizations/${ORGANIZATION}/csv-import`;

function watershedSubject(): Subject {
  const name = 'destination-watershed';
  const { config } = emulated;
  const configFor = (url: string): Config => ({
    ...config(url),
    api_key: CANARY_SECRET,
    api_secret: CANARY_SECRET,
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
    ...builtConnector(name),
    objects: [completion],
    offlineConfig: configFor('http://127.0.0.1:1'),
    secrets: [CANARY_SECRET],
    broken: broken(configFor),
    async provider(): Promise<Probe> {
      const emulator = await startEmulator(watershed({ keys: [`${CANARY_SECRET}:${CANARY_SECRET}`] }));
      const { provider, requests } = emulator;
      return {
        config: configFor(emulator.url),
        arrived: () =>
          provider.rows().map(({ id, cells }) => ({ key: cells.record_id || id, text: jsonOf(cells) })),
        deliveries: () =>
          requests.filter(({ method, path }) => method === 'POST' && path.startsWith(UPLOADS)).length,
        requests: () => requests.length,
        fault: (fault) => emulator.faults.set(faultPlanOf(fault, { method: 'POST', path: UPLOADS })),
        async stop() {
          await emulator.close();
          if (provider.mistakes.length > 0)
            throw new Error(`the emulator found a mistake in a request: ${provider.mistakes[0]}`);
        },
      };
    },
  };
}

function completed(i: number): Readonly<Record<string, unknown>> {
  return { name: `Learner ${i}`, course: `Safety, Basic "${i % 3}"`, score: (i % 10) / 10 };
}

/** Cells have no types: valid JSON counts as its value, everything else as a text. */
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
    schemaMistake('no secret', withoutSecret, 'API Secret'),
    schemaMistake(
      'an organization that is not a number',
      { ...valid, organization_id: 'acme' },
      'Organization ID',
    ),
    schemaMistake('a key with a colon', { ...valid, api_key: 'a:b' }, 'API Key'),
    schemaMistake('plain http', { ...valid, base_url: 'http://example.com' }, 'Base URL'),
    schemaMistake('an unknown choice', { ...valid, preview: 'sometimes' }, 'Preview', 'first_batch'),
    schemaMistake('files without rows', { ...valid, rows_per_file: 0 }, 'Rows per File'),
    schemaMistake('a timeout of 0', { ...valid, import_timeout_minutes: 0 }, 'Import Timeout'),
    schemaMistake('an invalid address', { ...valid, notify_emails: ['somebody'] }, 'E-Mail'),
    schemaMistake('a nested gap', { ...valid, stream_mappings: [{ stream_name: 's' }] }, 'Template'),
    ...unreachable(valid, 'http://127.0.0.1:1', 'https://no-such-host.invalid'),
  ];
}

/** The subjects of the acceptance suite: the connector with an emulator of its provider. */
export default [watershedSubject()];
