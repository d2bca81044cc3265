import { readdirSync, readFileSync } from 'node:fs';
import { destination, type Http, operation } from '@airbyte-ts/cdk';
import {
  configuredStream,
  createTestDestination,
  type ProvidedRequest,
  type ProvidedResponse,
  record,
} from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import { directory } from '../examples/destination-directory/emulator/directory.ts';
import definition from '../examples/destination-directory/index.ts';
import { type OAuthConfig, openClient } from '../examples/oauth-client.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

it('the README shows the source of the smallest connector', () => {
  expect(read('README.md')).toContain(
    `\`\`\`ts\n${read('examples/destination-webhook/index.ts').trimEnd()}\n\`\`\``,
  );
});

describe('the guide for authors', () => {
  const guide = read('docs/writing-a-connector.md');
  const blocks = [...guide.matchAll(/^```ts\n(.*?)\n```$/gms)].map(([, text]) => text!);
  const sources = readdirSync(new URL('../examples', import.meta.url), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(`examples/${name}`));

  it('shows parts of the examples, line by line', () => {
    expect(blocks.length).toBeGreaterThan(5);
    for (const block of blocks)
      expect(
        sources.some((source) => `\n${source}`.includes(`\n${block}\n`)),
        block.slice(0, 200),
      ).toBe(true);
  });

  it('names the requests that 800 rows make, with separate batches and with an ordering key', async () => {
    const ordered = {
      ...definition,
      fetchOperations: async (...given: Parameters<NonNullable<typeof definition.fetchOperations>>) => {
        const operations = await definition.fetchOperations!(...given);
        return operations.map((each) => operation({ ...each, orderingKey: ({ id }) => String(id) }));
      },
    };
    const people = Array.from({ length: 800 }, (_, i) =>
      record({ name: 'people' }, { id: String(i), name: `Name ${i}` }),
    );
    const requestsOf = async (of: typeof definition): Promise<number> => {
      const destination = await createTestDestination(of, {
        config: (base_url) => ({ base_url, api_key: 'emulator-key' }),
        provider: directory(),
      });
      const { requests } = await destination.write([configuredStream('people')], people);
      await destination.close();
      return requests.filter(({ method }) => method === 'PUT').length;
    };
    expect([await requestsOf(definition), await requestsOf(ordered)]).toEqual([4, 16]);
    expect(guide).toContain('800 different people make 4 requests of 200');
    expect(guide).toContain('16 requests of about 50');
  });
});

describe('the client with OAuth tokens', () => {
  const withOAuth = destination<OAuthConfig, Http>({
    name: 'destination-oauth',
    displayName: 'OAuth',
    spec: {
      documentationUrl: 'https://example.com',
      supported_destination_sync_modes: ['append'],
      connectionSpecification: {
        type: 'object',
        properties: Object.fromEntries(
          ['base_url', 'client_id', 'client_secret'].map((name) => [name, { type: 'string' }]),
        ),
      },
    },
    connect: openClient,
    async check(http) {
      await http.request({ method: 'GET', path: '/me', idempotent: true });
    },
    operations: () => [],
  });
  const checkWith = async (provider: (request: ProvidedRequest, nth: number) => ProvidedResponse) => {
    let nth = 0;
    const tested = await createTestDestination(withOAuth, {
      config: (base_url) => ({ base_url, client_id: 'a', client_secret: 'b' }),
      provider: (request) => provider(request, nth++),
    });
    const ended = await tested.check();
    await tested.close();
    return ended;
  };
  const token = { status: 200, json: { access_token: 'token-1', expires_in: 3_600 } };

  it('sends the token, and waits until the rate limit of the API ends', async () => {
    // The clock of a test begins at 1,700,000,000 seconds since 1970.
    let isLimited = true;
    const { status, elapsedMs, requests } = await checkWith(({ path }) => {
      if (path === '/oauth/token') return token;
      if (!isLimited) return 200;
      isLimited = false;
      return { status: 429, headers: { 'x-ratelimit-reset': String(1_700_000_000 + 5) } };
    });
    expect(status).toBe('SUCCEEDED');
    expect(elapsedMs).toBeGreaterThanOrEqual(4_000);
    expect(requests.at(-1)?.headers.authorization).toBe('Bearer token-1');
  });

  it('reports a rejected client as an error of the settings', async () => {
    const { status, message } = await checkWith(() => ({ status: 400, json: { error: 'invalid_client' } }));
    expect(status).toBe('FAILED');
    expect(message).toContain('invalid_client');
  });
});
