import { createTestDestination } from '@airbyte-ts/cdk/testing';
import { afterEach, describe, expect, it } from 'vitest';
import emulator from '../../connectors/destination-tidepool-data/emulator/index.ts';
import definition from '../../connectors/destination-tidepool-data/index.ts';
import { STRANGER_ID, USER_ID } from '../../connectors/tidepool-org/emulator/tidepool-org.ts';
import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
afterEach(() => harness.close());

const granting = (...may: readonly ('root' | 'custodian' | 'upload' | 'view')[]) => ({
  permissions: [{ on: STRANGER_ID, to: USER_ID, may: [...may] }],
});

describe('a check of destination-tidepool-data', () => {
  it('of the account itself needs no permission, and writes nothing', async () => {
    harness = await startHarness();
    const { error, requests } = await harness.check();
    expect(error).toBeUndefined();
    expect(requests).toEqual([
      'POST /auth/login 200',
      'GET /auth/user 200',
      'GET /v1/users/{user}/data_sets 200',
      'POST /auth/logout 200',
    ]);
    expect(harness.provider.sets()).toEqual([]);
  });

  it.each([['upload'], ['root'], ['view', 'upload']] as const)(
    'succeeds with the right %s and others',
    async (...may) => {
      harness = await startHarness(granting(...may));
      expect((await harness.check({ user_id: STRANGER_ID })).error).toBeUndefined();
    },
  );

  it.each([['custodian'], ['view']] as const)('fails with %s alone, and lists the rights', async (may) => {
    harness = await startHarness(granting(may));
    const { error } = await harness.check({ user_id: STRANGER_ID });
    expect(error).toMatchObject({ code: 'ERR_NO_UPLOAD_RIGHT', failureType: 'config_error' });
    expect(error).toMatchObject({ message: expect.stringMatching(new RegExp(`it has: ${may}`)) });
  });

  it('fails for another user and for an unknown user', async () => {
    harness = await startHarness();
    for (const user_id of [STRANGER_ID, '9999999999'])
      expect((await harness.check({ user_id })).error).toMatchObject({ code: 'ERR_NO_UPLOAD_RIGHT' });
  });

  it('succeeds with client credentials', async () => {
    harness = await startHarness();
    const credentials = {
      auth_type: 'client_credentials',
      client_id: 'emulator-client',
      client_secret: 'emulator-client-secret',
    };
    expect((await harness.check({ credentials })).error).toBeUndefined();
  });

  it('fails with an account whose address is not verified, with this reason', async () => {
    harness = await startHarness({
      users: [
        { id: USER_ID, username: 'emulator@example.com', password: 'emulator-password', verified: false },
      ],
    });
    expect((await harness.check()).error).toMatchObject({
      code: 'ERR_ACCOUNT_NOT_VERIFIED',
      failureType: 'config_error',
    });
  });

  it.each([
    ['/auth/user', 'html'],
    ['/access/', 'html'],
    ['/access/', 'malformed'],
    ['/v1/users/', 'malformed'],
  ])('fails if %s sends another response (%s), and does not report a missing right', async (path, how) => {
    const html = { type: 'status', status: 200, body: { type: 'html' } } as const;
    harness = await startHarness({
      ...granting('upload'),
      faults: [{ match: { path }, action: how === 'html' ? html : { type: 'malformed' } }],
    });
    const { error } = await harness.check({ user_id: STRANGER_ID });
    expect(error).toMatchObject({ code: 'ERR_UNREADABLE_RESPONSE', failureType: 'transient_error' });
  });
});

it('a check names the rejected login if Tidepool rejects the token and all later logins', async () => {
  let logins = 0;
  const tested = await createTestDestination(definition, {
    config: (url) => emulator.config(url),
    provider: ({ path }) =>
      path === '/auth/login' && logins++ === 0
        ? { status: 200, headers: { 'x-tidepool-session-token': 'opaque' }, json: { userid: USER_ID } }
        : { status: 401, json: { code: 401, reason: 'unauthorized' } },
  });
  const { status, message, elapsedMs } = await tested.check();
  await tested.close();
  expect([status, message]).toEqual(['FAILED', expect.stringContaining('Password')]);
  expect(message).not.toContain('did not respond');
  expect(elapsedMs).toBeLessThanOrEqual(60_000);
});
