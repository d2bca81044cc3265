import tls from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { startEmulator } from '../src/emulator/server.ts';
import type { Environment } from '../src/environment.ts';
import { s3Store } from '../src/rejects/s3-store.ts';
import { AN_IDENTITY } from '../src/rejects/testing/identity.ts';
import { s3 } from './s3/s3.ts';
import { type Certificate, certificateOf, connectProxy, tlsFront } from './s3/tls-front.ts';

const HOST = 'storage.example.com';
const REJECTION = {
  stream: { name: 'users', namespace: 'public' },
  identity: AN_IDENTITY,
  record: '{"n":1}',
  reason: 'n is too large',
  providerMessage: undefined,
};

const certificate: Certificate | undefined = await certificateOf(HOST);
beforeAll(() => {
  if (certificate) tls.setDefaultCACertificates([...tls.getCACertificates('default'), certificate.cert]);
});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A storage that only a proxy reaches, and the store that writes to it. */
async function behindProxy(response: Parameters<typeof connectProxy>[0], more: Environment = {}) {
  const emulator = await startEmulator(s3());
  const front = await tlsFront(certificate!, Number(new URL(emulator.url).port));
  const proxy = await connectProxy(response, front.port);
  closing.push(() => emulator.close(), front.close, proxy.close);
  const name = `127.0.0.1:${proxy.port}`;
  const store = await s3Store(
    {
      s3_bucket_name: 'rejected',
      s3_bucket_region: 'eu-west-3',
      bucket_path: 'dlq',
      s3_endpoint: `https://${HOST}`,
      access_key_id: 'emulator-id',
      secret_access_key: 'emulator-secret',
    },
    {
      runName: '812',
      clock: systemClock,
      signal: new AbortController().signal,
      redact: (text) => text,
      environment: { HTTPS_PROXY: `http://me:hunter2@${name}`, ...more },
      random: Math.random,
      log: { info: () => undefined, warn: () => undefined },
      retryBudgetMs: 2_000,
    },
  );
  closing.push(() => store.close());
  const keep = () => store.keep([REJECTION]);
  return { store, keep, asked: proxy.asked, name, objects: emulator.provider.objects };
}

describe.skipIf(certificate === undefined)('a bucket behind a proxy', () => {
  it('is reached through a tunnel, with the credentials of the proxy and without those of the bucket', async () => {
    const { store, keep, asked, objects } = await behindProxy(() => 200);
    await store.check();
    await keep();
    expect([...objects.values()].join()).toContain('"record":{"n":1}');
    expect(asked[0]).toMatch(/^CONNECT storage\.example\.com:443 HTTP\/1\.1\r\n/);
    expect(asked[0]).toContain(`Basic ${Buffer.from('me:hunter2').toString('base64')}`);
    expect(asked.join()).not.toContain('AWS4');
  });

  it('keeps its connection for further records', async () => {
    const { keep, asked, objects } = await behindProxy(() => 200);
    for (let n = 0; n < 3; n++) await keep();
    expect(objects.size).toBe(3);
    expect(asked).toHaveLength(1);
  });

  it.each([['close'], [502]] as const)('is tried again after the proxy failed (%s)', async (failure) => {
    const { keep, asked, objects } = await behindProxy((n) => (n === 1 ? failure : 200));
    await keep();
    expect(objects.size).toBe(1);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['that rejects the host', 403, 'config', 'add the host to NO_PROXY', false],
    ['that requires credentials', 407, 'config', 'The proxy asks for credentials', false],
    ['that closes the connection', 'close', 'transient', 'closed the connection', true],
  ] as const)(
    'is not named in the error for the response of a proxy %s',
    async (_, response, kind, sentence, isRepeated) => {
      const { keep, asked, name } = await behindProxy(() => response);
      const error = await keep().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind, code: 'ERR_REJECTS_NOT_KEPT' });
      expect(String(error)).toContain(sentence);
      expect(String(error)).toContain(name);
      expect(String(error)).toContain(HOST);
      expect(String(error)).not.toMatch(/hunter2|emulator-/);
      expect(asked.length > 1).toBe(isRepeated);
    },
  );

  it('does not use a proxy that NO_PROXY exempts its host from', async () => {
    const { keep, asked } = await behindProxy(() => 200, { NO_PROXY: '.example.com' });
    await expect(keep()).rejects.toMatchObject({ code: 'ERR_REJECTS_NOT_KEPT' });
    expect(asked).toEqual([]);
  });

  it('names a proxy variable that is no URL, without repeating it', async () => {
    const { keep } = await behindProxy(() => 200, { HTTPS_PROXY: 'socks5://hunter2' });
    const error = await keep().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_REJECTS_NOT_KEPT' });
    expect(String(error)).toContain('HTTPS_PROXY cannot be used');
    expect(String(error)).not.toContain('hunter2');
  });
});

it('a bucket on the local host is reached without the proxy of the environment', async () => {
  const emulator = await startEmulator(s3());
  closing.push(() => emulator.close());
  const store = await s3Store(
    {
      s3_bucket_name: 'rejected',
      s3_bucket_region: 'eu-west-3',
      bucket_path: '',
      s3_endpoint: emulator.url,
      access_key_id: 'emulator-id',
      secret_access_key: 'emulator-secret',
    },
    {
      runName: '812',
      clock: systemClock,
      signal: new AbortController().signal,
      redact: (text) => text,
      environment: { HTTPS_PROXY: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9' },
      random: Math.random,
      log: { info: () => undefined, warn: () => undefined },
      retryBudgetMs: 2_000,
    },
  );
  await store.keep([REJECTION]);
  expect(emulator.provider.objects.size).toBe(1);
  await store.close();
});
