import type { Demo } from '@airbyte-ts/cdk/emulator';
import { watershed as emulated, type Watershed } from '../emulator/watershed.ts';

const RECORDS = 25_000;
const STATE_EVERY = 5_000;

const COURSES = ['Safety, Basic', 'Onboarding', '"Quoted" Skills', 'Éthique'];

/** Course completions that make three files; some of their scores are not possible. */
const demo: Demo<Watershed> = {
  what: `${RECORDS} course completions, 25 of them with an impossible score`,
  catalog: {
    streams: [
      {
        stream: {
          name: 'completions',
          json_schema: {
            type: 'object',
            properties: {
              completion_id: {},
              Name: {},
              Course: {},
              Score: {},
              'Date Completed': {},
              tags: {},
            },
          },
          supported_sync_modes: ['incremental'],
        },
        sync_mode: 'incremental',
        destination_sync_mode: 'append_dedup',
        primary_key: [['completion_id']],
      },
    ],
  },
  *messages() {
    for (let i = 0; i < RECORDS; i++) {
      yield JSON.stringify({
        type: 'RECORD',
        record: { stream: 'completions', data: completion(i), emitted_at: at(i) },
      });
      if ((i + 1) % STATE_EVERY === 0) yield state(i);
    }
  },
  faults: [
    {
      match: { path: { regexp: '/csv-import$' }, method: 'POST' },
      nth: 2,
      action: { type: 'reset', when: 'after' },
    },
    {
      match: { path: { regexp: '/csv-import$' }, method: 'GET' },
      nth: 3,
      action: { type: 'status', status: 503 },
    },
  ],
  trouble: 'one upload whose response is lost, one 503, and imports that take two seconds',
  provider: () => emulated({ importMs: 2_000 }),
  arrived(provider) {
    const rows = provider.rows();
    return [
      `${provider.stored} statements of ${provider.imports.length} imports; ${rows.filter(({ repeated }) => repeated).length} came twice`,
      `an import: ${provider.imports[0]?.name}`,
      `a row of it: ${JSON.stringify(rows[2]?.cells)}`,
    ];
  },
};

function completion(i: number): object {
  return {
    completion_id: i,
    Name: `Learner ${i % 997}`,
    Course: COURSES[i % COURSES.length],
    Score: i % 1_000 === 500 ? 7 : (i % 21) / 20,
    'Date Completed': new Date(at(i)).toISOString(),
    tags: ['web', i % 2 ? 'a' : 'b'],
  };
}

function at(i: number): number {
  return Date.UTC(2024, 2, 10, 9) + i * 60_000;
}

function state(i: number): string {
  return JSON.stringify({
    type: 'STATE',
    state: {
      type: 'STREAM',
      stream: { stream_descriptor: { name: 'completions' }, stream_state: { cursor: at(i) } },
    },
  });
}

export default demo;
