import {
  type Arrival,
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
import { tidepoolOrg, USER_ID, USERNAME } from '../../tidepool-org/emulator/tidepool-org.ts';
import emulated from '../emulator/index.ts';

const NAME = 'destination-tidepool-data';
/** A password may have characters that are not valid in a token. */
const PASSWORD = `${CANARY_SECRET} pass:word`;
/** Smaller than usual, so that cases have more than one data set. */
const RECORDS_PER_DATA_SET = 100;

/** Normal sessions with replacing allowed, which a clear job or a catalog of appends must not cause. */
function tidepoolDataSubject(): Subject {
  const credentials = { auth_type: 'password', username: USERNAME, password: PASSWORD };
  return subject(NAME, ['append', 'append_dedup', 'overwrite'], {
    credentials,
    allow_replace: true,
    records_per_data_set: RECORDS_PER_DATA_SET,
  });
}

/** A continuous session, whose rows are visible immediately, with a token. */
function tidepoolDataContinuousSubject(): Subject {
  const credentials = { auth_type: 'session_token', session_token: CANARY_SECRET };
  return subject(`${NAME}, continuous`, ['append', 'append_dedup'], {
    credentials,
    session_type: 'continuous',
  });
}

function subject(name: string, modes: readonly string[], settings: Config): Subject {
  const configFor = (url: string): Config => ({ ...emulated.config(url), ...settings });
  const isNormal = settings.session_type === undefined;
  return {
    name,
    ...builtConnector(NAME),
    objects: [{ ...reading, modes, recordsPerRequest: isNormal ? RECORDS_PER_DATA_SET : 1000 }],
    offlineConfig: configFor('http://127.0.0.1:1'),
    secrets: [CANARY_SECRET, PASSWORD],
    broken: broken(configFor),
    async provider(): Promise<Probe> {
      const provider = tidepoolOrg({
        users: [{ id: USER_ID, username: USERNAME, password: PASSWORD }],
        tokens: [{ token: CANARY_SECRET, userId: USER_ID }],
      });
      const emulator = await startEmulator(provider);
      // Requests that deliver records: the closing of their data set, or in a continuous one their post.
      const [method, path] = isNormal
        ? ['PUT', '^/v1/data_sets/[^/]+$']
        : ['POST', '^/v1/data_sets/[^/]+/data$'];
      const delivers = new RegExp(path);
      return {
        config: configFor(emulator.url),
        arrived: () => provider.visible().map(arrival),
        deliveries: () =>
          emulator.requests.filter((each) => each.method === method && delivers.test(each.path)).length,
        requests: () => emulator.requests.length,
        fault: (fault) => emulator.faults.set(faultPlanOf(fault, { method, path: { regexp: path } })),
        stop: () => emulator.close(),
      };
    },
  };
}

/** Returns the uploaded fields; the service sets the others. */
function arrival({ time, value, units, trend }: Readonly<Record<string, unknown>>): Arrival {
  return { key: String(time), text: JSON.stringify({ time, value, units, trend }) };
}

/** Readings of a glucose sensor. The service identifies a reading by its time, which is the key. */
const reading: SubjectObject = {
  name: 'cbg',
  modes: [],
  stream: 'cbg',
  properties: {
    reading_id: { type: 'integer' },
    time: { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
    value: { type: 'number' },
    units: { type: 'string' },
    trend: { type: ['null', 'string'] },
  },
  primaryKey: [['reading_id']],
  deletes: true,
  record: (i) => ({ key: timeOf(i), data: { reading_id: i, ...measured(i) } }),
  changed: (i) => ({ reading_id: i, ...measured(i), value: 300 }),
  invalid: (i) => ({
    reading_id: i,
    ...measured(i),
    ...(i % 2 ? { value: 1001 } : { time: '2023-11-14T22:13:20' }),
  }),
  withoutKey: measured,
};

function measured(i: number): Readonly<Record<string, unknown>> {
  const trend = i % 3 ? 'constant' : null;
  return { time: timeOf(i), value: 70 + (i % 120), units: 'mg/dL', trend };
}

/** One every five minutes, like sensors; without milliseconds, which the service omits if they are 0. */
const timeOf = (i: number): string =>
  new Date(1_700_000_000_000 + i * 300_000).toISOString().replace('.000Z', 'Z');

function broken(configFor: (url: string) => Config): BrokenConfig[] {
  const valid = configFor('http://127.0.0.1:1');
  const { credentials: _, ...withoutCredentials } = valid;
  const { user_id: __, ...withoutUser } = valid;
  const login = { auth_type: 'password', username: USERNAME };
  return [
    schemaMistake('no credentials', withoutCredentials, 'Credentials'),
    schemaMistake('no password', { ...valid, credentials: login }, 'Password'),
    schemaMistake(
      'an unknown way to sign in',
      { ...valid, credentials: { auth_type: 'magic' } },
      'Authentication',
    ),
    schemaMistake('no user', withoutUser, 'User ID'),
    schemaMistake('a name where an id belongs', { ...valid, user_id: 'jane@example.com' }, 'User ID'),
    schemaMistake('plain http', { ...valid, base_url: 'http://example.com' }, 'Base URL'),
    schemaMistake('an empty data set', { ...valid, records_per_data_set: 0 }, 'Records per Data Set'),
    schemaMistake('an unknown tag', { ...valid, device_tags: ['toaster'] }, 'Device Tags'),
    schemaMistake('two problems', { session_type: 'eternal' }, 'Credentials', 'Session Type'),
    ...unreachable(valid, 'http://127.0.0.1:1', 'https://no-such-host.invalid'),
  ];
}

/** The subjects of the acceptance suite: the connector with an emulator of its provider. */
export default [tidepoolDataSubject(), tidepoolDataContinuousSubject()];
