import { describe, expect, it } from 'vitest';
import { ConnectorError } from '../../errors.ts';
import { aboutCredentials, aboutSettings } from './without-records.ts';

const rejection = (status?: number): ConnectorError =>
  new ConnectorError('reject', 'rejected', {
    code: 'ERR_REQUEST_REJECTED',
    ...(status !== undefined && { status }),
  });

describe.each([
  ['a call without records', aboutSettings, 'rejected a request that contains no records'],
  ['credentials', (error: ConnectorError) => aboutCredentials(error, undefined), 'request for credentials'],
] as const)('the message about a rejection of %s', (_, convert, text) => {
  it('has the status of the response', () => {
    expect(convert(rejection(422)).message).toContain(`${text} (status 422). Check`);
  });

  it('has no status if a connector made the error without a response', () => {
    expect(convert(rejection()).message).toContain(`${text}. Check`);
  });
});
