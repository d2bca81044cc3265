import definition from '../../../connectors/destination-watershed/index.ts';
import { commandOf, SECRET } from '../../acceptance/subjects/common.ts';
import { EMULATORS } from '../../emulators/registry.ts';
import { startEmulator } from '../../emulators/server.ts';
import { ORGANIZATION, watershed } from '../../emulators/watershed.ts';
import { mark, type Target } from '../target.ts';
import { FAST } from './fast.ts';

/** Files of ten rows, with statement ids of the connector's making: what is imported again is ignored. */
export const watershedTarget: Target = {
  name: 'destination-watershed',
  ...commandOf('destination-watershed'),
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
  tooLong: ['no answer'],
  deliveries: { method: 'POST', path: `/api/organizations/${ORGANIZATION}/csv-import` },
  secrets: [SECRET],
  async start(options) {
    const emulator = await startEmulator(watershed({ keys: [`${SECRET}:${SECRET}`], importMs: 40 }), options);
    const { provider } = emulator;
    return {
      emulator,
      config: {
        ...EMULATORS['destination-watershed'].config(emulator.url),
        api_key: SECRET,
        api_secret: SECRET,
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
