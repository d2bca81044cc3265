/** Faros' CDK with the HTTP client of its connectors: axios from faros-js-client. */
import { createRequire } from 'node:module';
import { run } from './destination.ts';

interface Axios {
  create(options: object): { request(options: object): Promise<{ data: string }> };
}

const fromHere = createRequire(import.meta.url);
const axios = createRequire(fromHere.resolve('faros-js-client'))('axios') as Axios;

run((base, headers) => {
  const client = axios.create({
    headers,
    maxBodyLength: Number.POSITIVE_INFINITY,
    transformResponse: (text: string) => text,
  });
  return async ({ method, path, body }) => {
    const data = body === undefined ? undefined : Buffer.from(body);
    return (await client.request({ method, url: base + path, data })).data;
  };
});
