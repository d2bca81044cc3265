import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RunningEmulator, startEmulator } from '../../src/emulator/server.ts';
import { runConnector } from '../../src/testing/process.ts';
import { connectorCommand } from '../connector-command.ts';
import { EMULATORS, emulatorOf } from '../emulators/registry.ts';

/** A certificate of `localhost` that signs itself, for this test only. */
const certificate = fileURLToPath(new URL('localhost.crt', import.meta.url));
const cert = readFileSync(certificate);
const key = readFileSync(new URL('localhost.key', import.meta.url));

let folder = '';
let emulator: RunningEmulator | undefined;
let gateway: Server | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tls-'));
});
afterEach(async () => {
  gateway?.close();
  await emulator?.close();
  await rm(folder, { recursive: true });
});

/** Serves the emulator over TLS as a provider's load balancer does: it prefers HTTP/2 to a client that offers it. */
async function serveTls({ url }: RunningEmulator): Promise<{ url: string; protocols: string[] }> {
  const protocols: string[] = [];
  gateway = createServer({ key, cert, ALPNProtocols: ['h2', 'http/1.1'] }, (client) => {
    protocols.push(String(client.alpnProtocol));
    const upstream = connect(Number(new URL(url).port), '127.0.0.1');
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => gateway!.listen(0, resolve));
  return { url: `https://localhost:${(gateway.address() as AddressInfo).port}`, protocols };
}

it.each(Object.keys(EMULATORS))(
  'the built %s reaches a provider that prefers HTTP/2 in TLS, over HTTP/1.1',
  async (name) => {
    emulator = await startEmulator(emulatorOf(name).create());
    const tls = await serveTls(emulator);
    const config = join(folder, 'config.json');
    await writeFile(config, JSON.stringify(emulatorOf(name).config(tls.url)));
    const { messages } = await runConnector(connectorCommand(name), ['check', '--config', config], {
      env: { NODE_EXTRA_CA_CERTS: certificate },
    });
    const status = messages.find(({ type }) => type === 'CONNECTION_STATUS')?.connectionStatus;
    expect(status).toEqual({ status: 'SUCCEEDED' });
    expect(new Set(tls.protocols)).toEqual(new Set(['http/1.1']));
  },
);
