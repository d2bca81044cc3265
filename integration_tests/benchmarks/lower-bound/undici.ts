import { Pool } from 'undici';
import type { LeastRequest } from '../subject.ts';
import { input } from './reading.ts';
import { type Destination, prefixOf, type Transport } from './transport.ts';

/** The HTTP library of the connectors, with its defaults. */
export function overUndici({ base, connections, headers }: Destination): Transport {
  const prefix = prefixOf(base);
  const pool = new Pool(base.origin, { connections, pipelining: 1 });
  const most = 2 * connections;
  let inFlight = 0;
  let ended = false;

  const sent = async (
    { method, path, body }: LeastRequest,
    onResponse: ((body: string) => void) | undefined,
  ): Promise<void> => {
    const response = await pool.request({
      path: prefix + path,
      method,
      headers,
      body: body === undefined ? null : Buffer.from(body),
    });
    if (onResponse) onResponse(await response.body.text());
    else await response.body.dump();
    if (response.statusCode >= 300) process.exit(1);
  };

  return {
    send(request, onResponse) {
      inFlight++;
      if (inFlight >= most) input.pause();
      void sent(request, onResponse).then(() => {
        inFlight--;
        if (inFlight < most) input.resume();
        if (ended && inFlight === 0) process.exit(0);
      });
    },
    end() {
      ended = true;
      if (inFlight === 0) process.exit(0);
    },
  };
}
