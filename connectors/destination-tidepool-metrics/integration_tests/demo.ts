import type { Demo } from '@airbyte-ts/cdk/emulator';
import { type TidepoolOrg, tidepoolOrg } from '../../tidepool-org/emulator/tidepool-org.ts';

const EVENTS = 1_000;
const STATE_EVERY = 100;
const START = Date.UTC(2026, 2, 2, 8);

const NAMES = [
  'Viewed Basics',
  'Viewed Trends / 14 days',
  'Exported 100% of data',
  'Clicked “Hilfe & Kontakt”',
  'データを表示',
];

/** What people did in an app, with nested columns and names of every kind. */
const demo: Demo<TidepoolOrg> = {
  what: `${EVENTS} events, a few of them without a name`,
  settings: { event_name_prefix: 'clinic-app' },
  catalog: {
    streams: [
      {
        stream: {
          name: 'app_events',
          json_schema: { type: 'object', properties: {} },
          supported_sync_modes: ['incremental'],
        },
        ...{ sync_mode: 'incremental', destination_sync_mode: 'append', primary_key: [['id']] },
      },
    ],
  },
  *messages() {
    for (let i = 0; i < EVENTS; i++) {
      const record = { stream: 'app_events', data: event(i), emitted_at: START };
      yield JSON.stringify({ type: 'RECORD', record });
      if ((i + 1) % STATE_EVERY === 0) yield state(i);
    }
  },
  faults: [
    { match: { path: '/metrics/thisuser/' }, nth: 40, action: { type: 'status', status: 500 } },
    { match: { path: '/metrics/thisuser/' }, nth: 300, action: { type: 'reset', when: 'after' } },
  ],
  trouble: 'one 500, and one connection reset after the event was recorded',
  provider: () => tidepoolOrg(),
  arrived(provider) {
    const events = provider.metrics();
    const ids = new Set(events.map(({ query }) => query.eventId));
    const sample = events.find(({ eventName }) => eventName.includes('/')) ?? events[0];
    return [
      `${events.length} events; ${events.length - ids.size} of them repeated, as their eventId shows`,
      `one of them: ${sample?.eventName} ${JSON.stringify(sample?.query)}`,
    ];
  },
};

function event(i: number): object {
  return {
    id: i,
    event_name: i % 300 === 7 ? null : NAMES[i % NAMES.length],
    eventTime: new Date(START + i * 4_000).toISOString(),
    source: i % 2 ? 'web' : 'mobile',
    duration_ms: 20 + ((i * 37) % 900),
    view: { patients: i % 12, filters: ['type1', 'pump'] },
    referrer: null,
  };
}

const state = (i: number): string =>
  JSON.stringify({
    type: 'STATE',
    state: {
      type: 'STREAM',
      stream: { stream_descriptor: { name: 'app_events' }, stream_state: { id: i } },
    },
  });

export default demo;
