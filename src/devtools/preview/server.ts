import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ConnectorFolder } from '../project.ts';
import { describeConnector } from './describe.ts';
import type { Failure } from './description.ts';
import { rejectionReason } from './guard.ts';
import { runCheck } from './run-check.ts';

/** Contents of the server. */
export interface PreviewOptions {
  readonly connector: ConnectorFolder;
  /** The built command of the connector, `dist/<name>.js`; it need not exist. */
  readonly command: string;
  /** The folder of the bundled page: `main.js` and `page.css`. */
  readonly page: string;
  /** 0 takes a free port. */
  readonly port: number;
}

/** A preview that is served. */
export interface RunningPreview {
  /** The address of the page, with its token. */
  readonly url: string;
  /** Ends the running checks and the server. */
  close(): Promise<void>;
}

interface ServerResult {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

/** A configuration is a few kilobytes; a file in a field may be larger. */
const MAX_BODY_BYTES = 8_388_608;

const HEADERS = {
  'cache-control': 'no-store',
  // The library that checks the values compiles schemas at run time, which is an "eval".
  'content-security-policy':
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  // The address of the page has its token.
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const HTML = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Connector form</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<div id="root"></div>
<script type="module" src="/main.js"></script>
`;

/** Serves the preview of a connector on 127.0.0.1. Rejects if the port is taken. */
export async function startPreview(options: PreviewOptions): Promise<RunningPreview> {
  const { connector, command, page } = options;
  const token = randomBytes(24).toString('base64url');
  const stop = new AbortController();
  const running = new Set<Promise<void>>();

  const respond = async (request: IncomingMessage, gone: AbortSignal): Promise<ServerResult> => {
    const route = `${request.method} ${request.url?.split('?')[0]}`;
    const isFile = route === 'GET /main.js' || route === 'GET /page.css';
    const { port } = server.address() as AddressInfo;
    const error = rejectionReason(request, { port, token }, !isFile);
    if (error !== undefined) return json(403, { error });
    if (route === 'GET /') return { status: 200, type: 'text/html; charset=utf-8', body: HTML };
    if (route === 'GET /main.js') return file('text/javascript', join(page, 'main.js'));
    if (route === 'GET /page.css') return file('text/css', join(page, 'page.css'));
    if (route === 'GET /specification') return json(200, await describeConnector(connector, command));
    if (route !== 'POST /check') return json(404, { error: `There is no ${route}.` });
    if (request.headers['content-type'] !== 'application/json')
      return json(415, { error: 'The body has to be JSON.' });
    if (!existsSync(command)) return json(409, { error: 'The connector is not built. Run `npm run build`.' });
    return json(200, await runCheck(command, await configurationIn(request), gone));
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const { status, type, body } = await respond(request, AbortSignal.any([gone.signal, stop.signal])).catch(
      ({ message }: Error) => json(500, { error: message }),
    );
    response.writeHead(status, { ...HEADERS, 'content-type': type }).end(body);
  };

  const server = createServer((request, response) => {
    const handled = handle(request, response).finally(() => running.delete(handled));
    running.add(handled);
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/?token=${token}`,
    async close() {
      stop.abort();
      await Promise.all(running);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function json(status: number, value: object | Failure): ServerResult {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}

async function file(type: string, path: string): Promise<ServerResult> {
  return { status: 200, type: `${type}; charset=utf-8`, body: await readFile(path) };
}

/** Throws an `Error` without the text of the body, which has secrets. */
async function configurationIn(request: IncomingMessage): Promise<object> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('The configuration is too large for the preview.');
    chunks.push(chunk);
  }
  let body: { readonly configuration?: unknown } | null;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Error('The body is not JSON.');
  }
  if (typeof body?.configuration !== 'object' || body.configuration === null)
    throw new Error('The body has no configuration.');
  return body.configuration;
}
