import { describe, expect, it } from 'vitest';
import { client, serve, settleInTime } from '../testing/loopback.ts';
import { errorOf, look, post } from '../testing/requests.ts';
import { aboutSettingsWithResponse } from './without-records.ts';

/** A server that rejects the requests with these numbers. */
const rejecting = (status: number, at: readonly number[], body = '{}') =>
  serve((_seen, response, n) => (at.includes(n) ? response.writeHead(status).end(body) : response.end('ok')));

describe.each([401, 402, 403, 404, 405, 406, 410, 415, 451, 501])(
  'a response with the status %i',
  (status) => {
    it('after a success is confirmed with a second request, also by a request that is not idempotent', async () => {
      const { url, seen } = await rejecting(status, [1]);
      const { http, clock } = client(url);
      await http.request(post);
      expect((await settleInTime(clock, http.request(post))).data).toBe('ok');
      expect(seen).toHaveLength(3);
    });

    it('that comes twice after a success is believed', async () => {
      const { url, seen } = await rejecting(status, [1, 2, 3]);
      const { http, clock } = client(url);
      await http.request(post);
      expect(await settleInTime(clock, errorOf(http, look))).toMatchObject({ status, retryable: false });
      expect(seen).toHaveLength(3);
    });

    it('as the first response is believed at once', async () => {
      const { url, seen } = await rejecting(status, [0]);
      expect(await errorOf(client(url).http, post)).toMatchObject({ status, retryable: false });
      expect(seen).toHaveLength(1);
    });
  },
);

describe("a rejection in the provider's own form", () => {
  const isProviderError = ({ text }: { readonly text: string }) => text === 'own';

  it.each([402, 403, 404, 405, 406, 410, 415, 451, 501])(
    'with the status %i is believed at once after a success',
    async (status) => {
      const { url, seen } = await rejecting(status, [1], 'own');
      const { http } = client(url, { isProviderError });
      await http.request(post);
      expect(await errorOf(http, post)).toMatchObject({ status, retryable: false });
      expect(seen).toHaveLength(2);
    },
  );

  it('with the status 401 is confirmed with a second request if the credentials worked before', async () => {
    const { url, seen } = await rejecting(401, [1, 3, 4], 'own');
    const { http, clock } = client(url, { isProviderError });
    await http.request(post);
    expect((await settleInTime(clock, http.request(post))).data).toBe('ok');
    expect(await settleInTime(clock, errorOf(http, post))).toMatchObject({ kind: 'auth', status: 401 });
    expect(seen).toHaveLength(5);
  });

  it('with the status 401 is believed at once as the first response', async () => {
    const { url, seen } = await rejecting(401, [0], 'own');
    expect(await errorOf(client(url, { isProviderError }).http, post)).toMatchObject({ status: 401 });
    expect(seen).toHaveLength(1);
  });
});

describe.each([400, 409, 413, 414, 422, 431])('a rejection with the status %i', (status) => {
  const control = { ...post, carriesRecords: false };

  it('of a request without records is confirmed with a second request, also as the first response', async () => {
    const { url, seen } = await rejecting(status, [0]);
    const { http, clock } = client(url);
    expect((await settleInTime(clock, http.request(control))).data).toBe('ok');
    expect(seen).toHaveLength(2);
  });

  it('of a request without records that comes twice is about no record', async () => {
    const { url, seen } = await rejecting(status, [0, 1, 2]);
    const { http, clock } = client(url);
    const error = await settleInTime(clock, errorOf(http, control));
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_CONTROL_REQUEST_REJECTED', status });
    expect(seen).toHaveLength(2);
  });

  it('of a request without records is not quoted, because its address may have a value of a record', async () => {
    const { url } = await rejecting(status, [0, 1], '{"error":"no user Jane-Doe"}');
    const { http, clock } = client(url);
    const error = await settleInTime(clock, errorOf(http, control));
    expect(error.message).not.toContain('Jane-Doe');
    expect(aboutSettingsWithResponse(error).message).toContain('no user Jane-Doe');
  });

  it("of a request without records is about the settings at once, in the provider's own form", async () => {
    const { url, seen } = await rejecting(status, [0], 'own');
    const { http } = client(url, { isProviderError: ({ text }) => text === 'own' });
    const error = await errorOf(http, control);
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_CONTROL_REQUEST_REJECTED', status });
    expect(error.message).not.toContain('gateway');
    expect(seen).toHaveLength(1);
  });

  it('of a request that may contain records is about them', async () => {
    const { url } = await rejecting(status, [0]);
    expect(await errorOf(client(url).http, post)).toMatchObject({ kind: 'reject', status });
  });
});
