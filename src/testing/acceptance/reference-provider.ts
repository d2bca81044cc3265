import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { canonical, memberOf, parseJsonText } from '../json-text.ts';
import type { Arrival, Probe, ProviderFault } from '../subject.ts';

/**
 * The provider of the reference connector: takes lists of `{key, data}` on /rows, which it adds, puts in the place of rows with
 * the same keys (?upsert), or in the place of all rows (?replace).
 */
export async function referenceProvider(key: string): Promise<Probe> {
  let arrived: readonly Arrival[] = [];
  let fault: ProviderFault = { kind: 'none' };
  let requests = 0;
  let deliveries = 0;
  let left = 0;
  let sinceFault = 0;

  const strikes = (after: number | undefined, delivers: boolean): boolean => {
    if (after === undefined) return left-- > 0;
    return delivers && ++sinceFault > after;
  };

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    requests++;
    const [path, how] = (request.url ?? '').split('?');
    const delivers = path === '/rows';
    if (delivers) deliveries++;
    if (fault.kind === 'hang') return;
    if (fault.kind === 'slow' && (fault.times === undefined || (delivers && left-- > 0)))
      await sleep(fault.ms);
    if (fault.kind === 'status' && strikes(fault.after, delivers)) {
      response.statusCode = fault.status;
      response.end(fault.echo ? JSON.stringify(request.headers) + body : '{}');
      return;
    }
    if (delivers) arrived = [...leftOf(arrived, rowsOf(body), how), ...rowsOf(body)];
    if (fault.kind === 'reset' && delivers && left-- > 0) return void response.destroy();
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    config: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key },
    arrived: () => arrived,
    deliveries: () => deliveries,
    requests: () => requests,
    fault(next) {
      fault = next;
      sinceFault = 0;
      left = ('times' in next ? next.times : undefined) ?? Number.POSITIVE_INFINITY;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function leftOf(rows: readonly Arrival[], next: readonly Arrival[], how: string | undefined) {
  if (how === 'replace') return [];
  const keys = new Set(how === 'upsert' ? next.map(({ key }) => key) : []);
  return rows.filter(({ key }) => !keys.has(key));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function rowsOf(body: string): Arrival[] {
  const rows = parseJsonText(body);
  if (rows.kind !== 'array') return [];
  return rows.items.map((row) => {
    const key = memberOf(row, 'key');
    const data = memberOf(row, 'data');
    return { key: key?.kind === 'string' ? key.value : '', text: data ? canonical(data) : '' };
  });
}
