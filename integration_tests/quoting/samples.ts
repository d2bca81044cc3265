import { samples } from '../../connectors/destination-tidepool-data/records/testing/samples.ts';

type Json = Readonly<Record<string, unknown>>;

const TIME = '2026-01-01T00:00:00Z';
const account = { user_account_id: 'crm-1', compartment_id: '1163' };

const mediarithmics: Readonly<Record<string, Json>> = {
  USER_ACTIVITY: {
    $user_account_id: 'crm-1',
    $type: 'TOUCH',
    $session_status: 'NO_SESSION',
    $ts: 1_767_225_600_000,
    $origin: { $campaign_name: 'c', $source: 's' },
    $events: [
      { $event_name: 'visit', $ts: 1_767_225_600_000, $properties: { note: 'n', deep: { note: 'n' } } },
    ],
    note: 'n',
  },
  USER_PROFILE: { ...account, firstname: 'a', address: { town: 't' } },
  USER_SEGMENT: { ...account, segment_technical_name: 's', data_bag: { note: 'n' }, expiration_duration: 5 },
  USER_CHOICE: { ...account, $processing_id: 'p', $choice_ts: TIME, $choice_source_token: 's', note: 'n' },
  USER_IDENTIFIERS_ASSOCIATION_DECLARATIONS: { ...account, user_agent_id: 'vec:1', email: 'a@example.com' },
  USER_IDENTIFIERS_DISSOCIATION_DECLARATIONS: { ...account, user_agent_id: 'vec:1', email: 'a@example.com' },
  USER_IDENTIFIERS_DELETION: account,
  USER_POINTS_DELETION: account,
  USER_DEVICE_POINTS_DELETION: { user_agent_id: 'vec:1' },
};

const event = {
  timestamp: TIME,
  user_id: 'u',
  session_id: 's',
  event_name: 'e',
  text: 't',
  map: { ada: 'n' },
};

/** A record that fits an object of a connector. */
export function sampleOf(connector: string, object: string): Json {
  switch (connector) {
    case 'destination-tidepool-data': {
      const own = Object.entries(samples).find(([kind]) => kind.split(' ')[0] === object)![1];
      return { ...own, payload: { ada: 1, deep: { note: 'n' } }, notes: ['n'], tags: ['t'] };
    }
    case 'destination-mediarithmics':
      return mediarithmics[object]!;
    case 'destination-tidepool-so':
      return event;
    case 'destination-tidepool-metrics':
      return { event_name: 'e', amount: 1, who: 'w' };
    case 'destination-watershed':
      return { Name: 'n', Note: 'n', Number: 1, 'Employee ID': 'e' };
    default:
      throw new Error(`There is no sample record for ${connector}.`);
  }
}
