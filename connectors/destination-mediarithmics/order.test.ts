import {
  configuredStream,
  createTestDestination,
  record,
  streamState,
  type TestDestination,
} from '@airbyte-ts/cdk/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { mediarithmics } from './emulator/mediarithmics.ts';
import definition from './index.ts';

let open: TestDestination | undefined;
afterEach(() => open?.close());

const user = { user_account_id: 'crm-1' };
const VERSIONS = [1, 2, 3, 4];
/** Types whose later lines replace earlier ones, with a record of a version and the version in a line. */
const STATES = [
  ['USER_PROFILE', { ...user }, 'visits', /"visits":(\d)/],
  ['USER_SEGMENT', { ...user, segment_id: '7' }, 'expiration_duration', /"expiration_duration":(\d)/],
  [
    'USER_CHOICE',
    { ...user, $processing_id: '1', $choice_ts: 1_605_262_037_783 },
    'channel',
    /"channel":(\d)/,
  ],
] as const;

/** Appends the versions of one record; each job waits for less time than the one before. */
async function append(type: string, config: object, rows: readonly object[]) {
  const provider = mediarithmics({ pendingMs: [120_000, 80_000, 40_000, 0], runningMs: 1_000 });
  open = await createTestDestination(definition, {
    config: (base_url) => ({ base_url, api_token: 'emulator-key', datamart_id: '1502', ...config }),
    provider,
  });
  const stream = { name: type };
  const { error, states } = await open.write(
    [configuredStream(type, {})],
    [...rows.map((row) => record(stream, { ...row })), streamState(stream, {}, { id: 1 })],
  );
  expect([error, states]).toEqual([undefined, [1]]);
  return provider;
}

describe.each(STATES)('appended documents of the type %s', (type, row, field, version) => {
  const rows = VERSIONS.map((each) => ({ ...row, [field]: each }));
  const versions = (lines: readonly { readonly text: string }[]) =>
    lines.map(({ text }) => Number(version.exec(text)?.[1]));

  it('are read one after another, so that no older version replaces a newer one', async () => {
    const { lines } = await append(type, { document_max_records: 1 }, rows);
    expect(versions(lines)).toEqual(VERSIONS);
  });

  it('contain only the last version, because the order in which lines are read is not documented', async () => {
    const { lines, jobs } = await append(type, {}, rows);
    expect([versions(lines), jobs.length]).toEqual([[4], 1]);
  });
});

it('appended segments in CSV are read in order too', async () => {
  const rows = VERSIONS.map((each) => ({ ...user, segment_id: '7', expiration_duration: each }));
  const options = { segment_format: 'CSV', document_max_records: 1 };
  const { lines } = await append('USER_SEGMENT', options, rows);
  expect(lines.map(({ value }) => Number(value.expiration_duration))).toEqual(VERSIONS);
});

it('appended activities are read concurrently', async () => {
  const activity = { $user_account_id: 'crm-1', $type: 'TOUCH', $event_name: 'visit' };
  const rows = VERSIONS.map((each) => ({ ...activity, $ts: 1_605_262_037_000 + each }));
  const { lines } = await append('USER_ACTIVITY', { document_max_records: 1 }, rows);
  expect(lines.map(({ value }) => Number(value.$ts) % 10)).toEqual([4, 3, 2, 1]);
});
