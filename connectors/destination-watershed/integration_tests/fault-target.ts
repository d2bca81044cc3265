import { builtConnector, CANARY_SECRET } from '@airbyte-ts/cdk/acceptance';
import { startEmulator } from '@airbyte-ts/cdk/emulator';
import { FAST } from '../../../integration_tests/faults/fast.ts';
import { mark, type Target } from '../../../integration_tests/faults/target.ts';
import emulated from '../emulator/index.ts';
import { ORGANIZATION, watershed } from '../emulator/watershed.ts';
import definition from '../index.ts';

/** Files of ten rows, with statement ids of the connector: rows that are imported again are ignored. */
const target: Target = {
  name: 'destination-watershed',
  ...builtConnector('destination-watershed'),
  env: FAST,
  definition,
  modes: ['append', 'append_dedup', 'overwrite'],
  streams: ['completions', 'courses', 'exams'],
  object: {
    object: 'Course Completions',
    primaryKey: [['record_id']],
    properties: {
      record_id: { type: 'string' },
      Name: { type: 'string' },
      Course: { type: ['null', 'string'] },
      Score: { type: ['null', 'number'] },
    },
  },
  record: (i) => ({
    key: `r-${i}`,
    data: { record_id: `r-${i}`, Name: `Learner ${i}`, Course: mark(i), Score: (i % 10) / 10 },
  }),
  recordsPerGroup: 12,
  promise: 'exactly once',
  // An upload may take twenty minutes.
  tooSlowFaults: ['no response'],
  deliveries: { method: 'POST', path: `/api/organizations/${ORGANIZATION}/csv-import` },
  secrets: [CANARY_SECRET],
  async start(options) {
    const emulator = await startEmulator(
      watershed({ keys: [`${CANARY_SECRET}:${CANARY_SECRET}`], importMs: 40 }),
      options,
    );
    const { provider } = emulator;
    return {
      emulator,
      config: {
        ...emulated.config(emulator.url),
        api_key: CANARY_SECRET,
        api_secret: CANARY_SECRET,
        rows_per_file: 10,
        allow_void: true,
        poll_interval_seconds: 0.05,
      },
      arrived: () =>
        provider
          .rows()
          .filter(({ repeated }) => !repeated)
          .map(({ cells }) => ({ key: cells.record_id ?? '', text: JSON.stringify(Object.values(cells)) })),
      dropped: () => provider.rows().filter(({ repeated }) => repeated).length,
    };
  },
};

export default target;
