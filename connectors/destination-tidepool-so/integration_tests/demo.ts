import type { Demo } from '@airbyte-ts/cdk/emulator';
import { tidepoolSo as emulated, type TidepoolSo } from '../emulator/tidepool-so.ts';

const RECORDS = 2_000;
const STATE_EVERY = 250;

const QUESTIONS = [
  'How do I reset my password?',
  'Summarise this contract in three bullets',
  'Why is the export empty?',
  'Translate to French: see you tomorrow',
  'Write a query for weekly active users',
  'That answer is wrong, the total should be 42',
  'Créer un plan de test pour l’API 🙂',
];

/** Chat messages from two streams: one that has all fields of an event, one that has to be mapped and completed. */
const demo: Demo<TidepoolSo> = {
  what: `${RECORDS} chat messages of two streams, three of them without text`,
  catalog: {
    streams: ['messages', 'feedback'].map((name) => ({
      stream: {
        name,
        json_schema: { type: 'object', properties: {} },
        supported_sync_modes: ['incremental'],
      },
      sync_mode: 'incremental',
      destination_sync_mode: 'append',
      primary_key: [['id']],
    })),
  },
  *messages() {
    for (let i = 0; i < RECORDS; i++) {
      yield JSON.stringify({
        type: 'RECORD',
        record:
          i % 4 === 3
            ? { stream: 'feedback', data: feedback(i), emitted_at: at(i) }
            : { stream: 'messages', data: message(i), emitted_at: at(i) },
      });
      if ((i + 1) % STATE_EVERY === 0) for (const name of ['messages', 'feedback']) yield state(name, i);
    }
  },
  faults: [
    { match: { path: { regexp: '/track$' } }, nth: 6, action: { type: 'status', status: 503 } },
    { match: { path: { regexp: '/track$' } }, nth: 12, action: { type: 'reset', when: 'after' } },
  ],
  trouble: 'one 503, and one connection reset after the events were stored',
  provider: () => emulated(),
  arrived(provider) {
    const counts = [...provider.countById().values()];
    const sample =
      provider.events.find(({ value }) => value.event_name === 'USER_FEEDBACK') ?? provider.events[0];
    return [
      `${provider.stored} events, ${counts.filter((count) => count > 1).length} of them twice; ${provider.repeated} sent again and recognised by their id`,
      `one of them: ${sample?.text}`,
    ];
  },
};

function message(i: number): object {
  return {
    id: `m-${i}`,
    user_id: `u-${i % 17}`,
    session_id: `s-${i % 97}`,
    timestamp: new Date(at(i)).toISOString(),
    event_name: 'USER_MESSAGE',
    text: i % 700 === 300 ? '' : QUESTIONS[i % QUESTIONS.length],
  };
}

/** No session, an epoch time, and columns that the API does not know. */
function feedback(i: number): object {
  return {
    id: 9007199254740993n.toString() + i,
    user_id: `u-${i % 17}`,
    timestamp: Math.floor(at(i) / 1000),
    event_name: 'USER_FEEDBACK',
    text: QUESTIONS[i % QUESTIONS.length],
    stars: (i % 5) + 1,
    channel: i % 2 ? 'web' : 'mobile',
  };
}

function at(i: number): number {
  return Date.UTC(2023, 7, 10, 21, 26) + i * 1_000;
}

function state(name: string, i: number): string {
  return JSON.stringify({
    type: 'STATE',
    state: { type: 'STREAM', stream: { stream_descriptor: { name }, stream_state: { cursor: at(i) } } },
  });
}

export default demo;
