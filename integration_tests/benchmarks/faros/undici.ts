/** Faros' CDK with undici, a faster HTTP client. */
import { Pool } from 'undici';
import { prefixOf } from '../lower-bound/transport.ts';
import { run } from './destination.ts';

run((base, headers) => {
  const url = new URL(base);
  const prefix = prefixOf(url);
  const pool = new Pool(url.origin, { connections: 1 });
  return async ({ method, path, body }) => {
    const response = await pool.request({
      method,
      path: prefix + path,
      headers,
      body: body === undefined ? null : Buffer.from(body),
    });
    const text = await response.body.text();
    if (response.statusCode >= 300) throw new Error(`The sink onResponse ${response.statusCode}.`);
    return text;
  };
});
