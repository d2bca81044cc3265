/** Faros' CDK with the HTTP client of its connectors: axios from faros-js-client. */
import { createRequire } from 'node:module';
import { run } from './destination.ts';

interface Axios {
  create(options: object): { post(url: string, body: unknown): Promise<{ status: number }> };
}

const fromHere = createRequire(import.meta.url);
const axios = createRequire(fromHere.resolve('faros-js-client'))('axios') as Axios;

run((url) => {
  const client = axios.create({
    headers: { 'content-type': 'application/json' },
    maxBodyLength: Number.POSITIVE_INFINITY,
  });
  return async (events) => {
    await client.post(url, events);
  };
});
