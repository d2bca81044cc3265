import { builtConnector, CANARY_SECRET } from '@airbyte-ts/cdk/acceptance';
import { startEmulator } from '@airbyte-ts/cdk/emulator';
import { FAST } from '../../../integration_tests/faults/fast.ts';
import { mark, type Target } from '../../../integration_tests/faults/target.ts';
import emulated from '../emulator/index.ts';
import { mediarithmics } from '../emulator/mediarithmics.ts';
import definition from '../index.ts';

/** Activities with a `$unique_key`, which is stored once. A document of ten lines is a job. */
const target: Target = {
  name: 'destination-mediarithmics',
  ...builtConnector('destination-mediarithmics'),
  env: FAST,
  definition,
  modes: ['append', 'append_dedup'],
  streams: ['visits', 'orders', 'returns'],
  object: {
    object: 'USER_ACTIVITY',
    primaryKey: [['$unique_key']],
    properties: {
      $unique_key: { type: 'string' },
      $user_account_id: { type: 'string' },
      $type: { type: 'string' },
      $session_status: { type: 'string' },
      $ts: { type: 'integer' },
      $events: { type: 'array', items: { type: 'object' } },
    },
  },
  record(i) {
    const $ts = 1_700_000_000_000 + i * 1_000;
    const key = `${i.toString(16).padStart(8, '0')}-2598-11eb-8b8d-3db370c1a4e4`;
    return {
      key,
      data: {
        $unique_key: key,
        $user_account_id: `crm-${i % 5}`,
        $type: 'TOUCH',
        $session_status: 'NO_SESSION',
        $ts,
        $events: [{ $event_name: 'visit', $ts, $properties: { note: mark(i) } }],
      },
    };
  },
  rejectedRecord: (i) => ({ $unique_key: mark(i), $user_account_id: 'crm-1', $type: 'TOUCH', $ts: 'soon' }),
  recordsPerGroup: 12,
  promise: 'exactly once',
  deliveries: { method: 'POST', path: { regexp: '/executions$' } },
  secrets: [CANARY_SECRET],
  async start(options) {
    const emulator = await startEmulator(
      mediarithmics({ keys: [CANARY_SECRET], pendingMs: 10, runningMs: [10, 60] }),
      options,
    );
    const { provider } = emulator;
    return {
      emulator,
      config: {
        ...emulated.config(emulator.url),
        api_token: CANARY_SECRET,
        poll_interval_seconds: 0.01,
        document_max_records: 10,
      },
      arrived: () => provider.lines.map(({ value, text }) => ({ key: String(value.$unique_key), text })),
      dropped: () => provider.repeated,
      settle: () => provider.finishAll(),
    };
  },
};

export default target;
