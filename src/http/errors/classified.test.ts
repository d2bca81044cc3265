import { describe, expect, it } from 'vitest';
import { ConnectorError } from '../../errors.ts';
import { classified } from './classified.ts';

const response = { status: 422, headers: {}, text: 'own' };
const usual = new ConnectorError('reject', 'The API rejected the request.', {
  code: 'ERR_REQUEST_REJECTED',
  ...{ status: 422, detail: 'POST /rows', retryAfterMs: 5_000, providerMessage: 'own' },
});
const withRecords = { isWithoutRecords: false };
const isProviderError = ({ text }: { readonly text: string }): boolean => text === 'own';

describe('the error of a response', () => {
  it('is the usual one if the connector does not classify the response', () => {
    for (const options of [{}, { classify: () => undefined }])
      expect(classified(usual, response, withRecords, options)).toEqual({ error: usual, isOwn: false });
  });

  it("is the connector's own, with the technical details that it lacks", () => {
    const own = new ConnectorError('rate_limit', 'Too many rows.');
    const { error } = classified(usual, response, withRecords, { classify: () => own });
    expect(error).toMatchObject({
      ...{ kind: 'rate_limit', message: 'Too many rows.' },
      ...{ status: 422, detail: 'POST /rows', retryAfterMs: 5_000, providerMessage: 'own' },
    });
  });

  it("keeps the technical details of the connector's own error", () => {
    const details = { status: 429, detail: 'mine', retryAfterMs: 1, providerMessage: 'quota' };
    const own = new ConnectorError('rate_limit', 'Too many rows.', details);
    expect(classified(usual, response, withRecords, { classify: () => own }).error).toMatchObject(details);
  });

  it('has the usual Retry-After if the connector read its own from a header that is missing', () => {
    const own = new ConnectorError('rate_limit', 'Too many rows.', { retryAfterMs: Number(undefined) });
    const { error } = classified(usual, response, withRecords, { classify: () => own });
    expect(error.retryAfterMs).toBe(5_000);
  });

  it('has no detail that neither error has', () => {
    const bare = new ConnectorError('reject', 'No.');
    const { error } = classified(bare, response, withRecords, { classify: () => bare });
    expect([error.status, error.detail, error.retryAfterMs, error.providerMessage]).toEqual(
      Array(4).fill(undefined),
    );
  });

  it('without records is about the settings, and names a gateway unless the body has the form of the provider', () => {
    const about = (options: Parameters<typeof classified>[3]) =>
      classified(usual, response, { isWithoutRecords: true }, options);
    expect(about({ isProviderError })).toMatchObject({
      isOwn: true,
      error: {
        ...{ kind: 'config', code: 'ERR_CONTROL_REQUEST_REJECTED' },
        message:
          'The API rejected a request that contains no records (status 422). Check the settings of the destination.',
      },
    });
    expect(about({})).toMatchObject({
      isOwn: false,
      error: {
        ...{ kind: 'config', code: 'ERR_CONTROL_REQUEST_REJECTED' },
        message:
          'The API, or a gateway before it, rejected a request that contains no records (status 422). Check the settings of the destination, and proxies between the connector and the API.',
      },
    });
  });

  it('without records keeps every kind except a rejection as invalid', () => {
    const failed = new ConnectorError('transient', 'The API failed.', { code: 'ERR_SERVER_ERROR' });
    expect(classified(failed, response, { isWithoutRecords: true }, {}).error).toBe(failed);
  });
});
