import { afterEach, describe, expect, test } from 'vitest';
import type { MediarithmicsOptions } from './options.ts';
import { activity, type Json, startMediarithmics, ts } from './testing/start-mediarithmics.ts';

const key = '02d7172d-2598-11eb-8b8d-3db370c1a4e4';

let api: Awaited<ReturnType<typeof startMediarithmics>>;
const start = async (options: MediarithmicsOptions = {}) => {
  api = await startMediarithmics(options);
  return api;
};
afterEach(() => api.close());

describe('lines', () => {
  test('that are invalid are counted and in the error file', async () => {
    const { provider } = await start({ failLinesWith: 'poison' });
    const lines = [activity('a'), activity('b', { $ts: 1_605_262_037 }), '{"broken', activity('poison')];
    const end = await api.runDocument(await api.createImport(), lines.join('\n'));
    const { error_file_uri: uri } = (end as { result: Json }).result;
    expect(end).toMatchObject({ status: 'SUCCEEDED', result: { total_success: 1, total_failure: 3 } });
    const file = await api.call('GET', `/v1/data_file/data?uri=${encodeURIComponent(String(uri))}`);
    expect(
      file.text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as Json).line),
    ).toEqual([2, 3, 4]);
    expect(provider.stored).toBe(1);
    expect((await api.call('GET', '/v1/data_file/data?uri=x')).status).toBe(404);
  });

  test.each([
    ['a list with an identifier that says nothing', { $user_identifiers: [{ $type: 'USER_ACCOUNT' }] }],
    ['a hash that is missing', { $email_hash: { $email: 'a@example.com' } }],
    ['a time of the origin in seconds', { $origin: { $ts: 1_605_262_037 } }],
    ['a time to live that is not a number', { $ttl: 'long' }],
  ])('of activities with %s fail', async (_, more) => {
    await start();
    const end = await api.runDocument(await api.createImport(), `${activity('a')}\n${activity('b', more)}`);
    expect(end).toMatchObject({ result: { total_success: 1, total_failure: 1 } });
  });

  test.each(['USER_PLATFORM', 'STOPWATCH', 'STAGING_AREA'])(
    'of activities of the type %s, which only the provider’s web app has, are stored',
    async ($type) => {
      await start();
      const end = await api.runDocument(await api.createImport(), activity('a', { $type }));
      expect(end).toMatchObject({ result: { total_success: 1, total_failure: 0 } });
    },
  );

  test('of one unique key are stored once or twice, depending on an option', async () => {
    for (const [dedupe, stored, repeated] of [
      [true, 1, 1],
      [false, 2, 0],
    ] as const) {
      const { provider } = await start({ dedupe });
      await api.runDocument(
        await api.createImport(),
        `${activity('a', { $unique_key: key })}\n${activity('a', { $unique_key: key })}`,
      );
      expect([provider.stored, provider.repeated]).toEqual([stored, repeated]);
      await api.emulator.close();
    }
  });

  test('of CSV create memberships, which deletions end', async () => {
    const { provider } = await start();
    const to = await api.createImport({ document_type: 'USER_SEGMENT', mime_type: 'TEXT_CSV' });
    const csv = [
      'operation,compartment_id,user_account_id,segment_id,expiration_duration,data_bag',
      'UPDATE,1163,crm-1,20517,0,"{""a,b"": 1}"',
      'UPDATE,1163,crm-2,20517,0,',
      'DELETE,1163,crm-2,20517,0,',
    ];
    await api.runDocument(to, csv.join('\r\n'), 'text/csv; charset=utf-8');
    expect([...provider.state]).toEqual([
      [
        'USER_SEGMENT crm-1 20517',
        expect.objectContaining({ data_bag: '{"a,b": 1}', compartment_id: '1163' }),
      ],
    ]);
  });

  const profile = {
    operation: 'UPSERT',
    user_account_id: 'a',
    update_strategy: 'FORCE_REPLACE',
    user_profile: { $compartment_id: 7 },
  };
  const member = { operation: 'UPDATE', user_account_id: 'a', segment_id: '7', expiration_duration: 0 };
  const point = 'c7f6a9a2-5d0e-4f3b-9c51-0e6f2f4b8d11';

  test.each([
    ['USER_PROFILE', profile, { operation: 'UPDATE' }],
    ['USER_PROFILE', profile, { update_strategy: undefined }],
    ['USER_PROFILE', profile, { merge_objects: true }],
    ['USER_PROFILE', profile, { user_profile: { $creation_ts: ts } }],
    ['USER_PROFILE', profile, { user_profile: { $compartment_id: '7' } }],
    ['USER_SEGMENT', member, { segment_technical_name: 'vip' }],
    ['USER_SEGMENT', member, { expiration_duration: '0' }],
    ['USER_SEGMENT', { ...member, data_bag: '{"a":1}' }, { data_bag: 'a=1' }],
    ['USER_SEGMENT', member, { user_account_id: undefined, email_hash: 'h', compartment_id: '7' }],
    [
      'USER_CHOICE',
      {
        operation: 'UPSERT',
        user_account_id: 'a',
        force_replace: true,
        user_choice: { $processing_id: '5', $choice_ts: ts },
      },
      { user_agent_id: 'vec:1' },
    ],
    [
      'USER_IDENTIFIERS_ASSOCIATION_DECLARATIONS',
      { identifiers: [{ type: 'USER_EMAIL', hash: 'h' }] },
      { identifiers: [{ type: 'USER_EMAIL' }] },
    ],
    [
      'USER_IDENTIFIERS_DELETION',
      { type: 'USER_AGENT', user_agent_id: 'web:1:a' },
      { type: 'USER_POINT', user_point_id: 'u' },
    ],
    [
      'USER_IDENTIFIERS_DELETION',
      { type: 'USER_AGENT', user_agent_id: 'web:1:a' },
      { user_agent_id: 'udp:1' },
    ],
    ['USER_POINTS_DELETION', { type: 'USER_POINT', user_point_id: point }, { type: 'POINT' }],
    ['USER_POINTS_DELETION', { type: 'USER_POINT', user_point_id: point }, { user_point_id: 'u' }],
    ['USER_DEVICE_POINTS_DELETION', { type: 'USER_AGENT', user_agent_id: 'udp:1' }, { type: undefined }],
    [
      'USER_DEVICE_POINTS_DELETION',
      { type: 'USER_AGENT', user_agent_id: 'udp:1' },
      { user_agent_id: 'web:1:a' },
    ],
  ])('of %s are validated by their own rules', async (document_type, good, spoil) => {
    await start();
    const end = await api.runDocument(
      await api.createImport({ document_type }),
      `${JSON.stringify(good)}\n${JSON.stringify({ ...good, ...spoil })}`,
    );
    expect(end).toMatchObject({ result: { total_success: 1, total_failure: 1 } });
  });
});
