import { expect } from 'vitest';
import { PASSWORD, USER_ID } from '../accounts.ts';
import { type TestResponse, testClient } from './test-client.ts';

/** Names of deduplicators. */
export const HASH = 'device.deactivate.hash';
export const ORIGIN = 'dataset.delete.origin';

/** An id that does not exist. */
export const UNKNOWN = '0'.repeat(32);

/** Member of a continuous data set. */
export const continuous = { dataSetType: 'continuous' };

/** Path of the data sets of the configured user. */
export const SETS = `/v1/users/${USER_ID}/data_sets`;

/** Creates a client of an emulator with the user `other`, who has these permissions for `USER_ID`'s data. */
export const withOther = (...may: ('root' | 'custodian' | 'upload' | 'view')[]) =>
  testClient({
    users: [{ id: 'aaaaaaaaaa', username: 'other', password: PASSWORD }],
    permissions: [{ on: USER_ID, to: 'aaaaaaaaaa', may }],
    tokens: [{ token: 'other', userId: 'aaaaaaaaaa' }],
  });

/** Sends the token of the user `other`. */
export const other = { token: 'other' };

/** The code of an error, and whether it is in a list. */
export const codeOf = ({ body }: TestResponse): unknown => {
  const { errors, code } = body as { errors?: { code: string }[]; code?: string };
  return errors ? `listed ${errors[0]?.code}` : `bare ${code}`;
};

/** The ids of listed data sets, in order. */
export const idsOf = ({ body }: TestResponse) =>
  (body as { uploadId: string }[]).map(({ uploadId }) => uploadId);

/** Matches the trace of a request in a body. */
export const trace = { trace: { request: expect.stringMatching(/^[0-9a-f]{32}$/) } };
