/** Faros' CDK with undici, a faster HTTP client. */
import { Pool } from 'undici';
import { run } from './destination.ts';

run((url) => {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: 1 });
  return async (events) => {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: pathname,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(events),
    });
    await body.dump();
    if (statusCode !== 201) throw new Error(`The sink answered ${statusCode}.`);
  };
});
