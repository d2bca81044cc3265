import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An API that replaces the refresh token at each use. Its tokens are `refresh-token-1`, `refresh-token-2`, … */
export interface RotatingApi {
  readonly url: string;
  /** The refresh token that is valid. */
  readonly refreshToken: string;
  /** Called before each request with an access token gets its response. */
  beforeAnswer: () => Promise<unknown>;
  close(): Promise<void>;
}

export async function startRotatingApi(): Promise<RotatingApi> {
  let uses = 1;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const answer = (status: number, json: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    };
    if (request.url === '/oauth/token') {
      if (new URLSearchParams(body).get('refresh_token') !== api.refreshToken)
        return answer(400, { error: 'invalid_grant' });
      uses += 1;
      const { refreshToken } = api;
      return answer(200, { access_token: `access-${uses}`, expires_in: 3_600, refresh_token: refreshToken });
    }
    await api.beforeAnswer();
    return answer(request.headers.authorization === `Bearer access-${uses}` ? 200 : 401, {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const api: RotatingApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get refreshToken() {
      return `refresh-token-${uses}`;
    },
    beforeAnswer: () => Promise.resolve(),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return api;
}
