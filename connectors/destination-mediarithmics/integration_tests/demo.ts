import type { Demo } from '@airbyte-ts/cdk/emulator';
import { mediarithmics as emulated, type Mediarithmics } from '../emulator/mediarithmics.ts';

const RECORDS = 2_000;
const STATE_EVERY = 500;
const START = Date.UTC(2020, 10, 13, 10, 7);
const CITIES = ['paris', 'lyon', 'nantes', 'lille'];

/** Visits become activities, the default document type. Customers become profiles, because their stream is named after it. */
const VISITS = 'store_visits';
const PROFILES = 'USER_PROFILE';

/** Two streams that become two documents. Three visits have no time; one profile fails in its job. */
const demo: Demo<Mediarithmics> = {
  what: `${RECORDS} store visits and customer profiles, three of them without a time`,
  catalog: {
    streams: [VISITS, PROFILES].map((name) => ({
      stream: {
        name,
        json_schema: { type: 'object', properties: {} },
        supported_sync_modes: ['incremental'],
      },
      sync_mode: 'incremental',
      destination_sync_mode: 'append_dedup',
      primary_key: [['id']],
    })),
  },
  *messages() {
    for (let i = 0; i < RECORDS; i++) {
      const [stream, data] = i % 4 === 3 ? [PROFILES, profile(i)] : [VISITS, visit(i)];
      yield JSON.stringify({ type: 'RECORD', record: { stream, data, emitted_at: START + i } });
      if ((i + 1) % STATE_EVERY === 0) for (const name of [VISITS, PROFILES]) yield state(name, i);
    }
  },
  faults: [
    {
      match: { method: 'POST', path: { regexp: '/executions$' } },
      nth: 1,
      action: { type: 'reset', when: 'after' },
    },
  ],
  trouble: 'the response to the first document is lost, and one line fails in its job',
  provider: () => emulated({ failLinesWith: 'crm-77"' }),
  arrived(provider) {
    const visits = provider.lines.filter(({ type }) => type === 'USER_ACTIVITY');
    return [
      `${visits.length} activities and ${provider.state.size} profiles, out of ${provider.jobs.length} documents in ${provider.imports.length} imports`,
      `one of them: ${visits[0]?.text}`,
    ];
  },
};

/**
 * A visit with a plaintext address, an ISO 8601 time and one event, which the connector converts to the form of mediarithmics.
 */
function visit(i: number): object {
  return {
    id: i,
    email: `Visitor.${i % 97}@example.com`,
    $type: 'TOUCH',
    ...(i % 900 !== 600 && i !== 1 && { $ts: new Date(START + i * 60_000).toISOString() }),
    $event_name: 'store-visit',
    $location: { $country: 'france', $city: CITIES[i % CITIES.length] },
  };
}

function profile(i: number): object {
  return { user_account_id: `crm-${i % 113}`, compartment_id: 1163, firstname: 'Anna', visits: i };
}

function state(name: string, i: number): string {
  return JSON.stringify({
    type: 'STATE',
    state: { type: 'STREAM', stream: { stream_descriptor: { name }, stream_state: { cursor: i } } },
  });
}

export default demo;
