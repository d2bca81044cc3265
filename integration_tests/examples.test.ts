import { readdirSync, readFileSync } from 'node:fs';
import { destination, type Http, operation } from '@airbyte-ts/cdk';
import {
  configuredStream,
  createTestDestination,
  type ProvidedRequest,
  type ProvidedResponse,
  record,
  streamState,
} from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import { directory } from '../examples/destination-directory/emulator/directory.ts';
import definition from '../examples/destination-directory/index.ts';
import { contacts } from '../examples/import-jobs.ts';
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

describe('the operation with import jobs', () => {
  const importing = destination<{ base_url: string }, Http>({
    name: 'destination-contacts',
    displayName: 'Contacts',
    spec: {
      documentationUrl: 'https://example.com',
      supported_destination_sync_modes: ['append'],
      connectionSpecification: { type: 'object', properties: { base_url: { type: 'string' } } },
    },
    connect: ({ base_url }, context) => context.http({ baseUrl: base_url }),
    check: () => Promise.resolve(),
    operations: () => [contacts],
  });
  const stream = { name: 'contacts' };
  const input = [
    ...['ada@example.com', 'bo@example.com'].map((email) => record(stream, { email })),
    streamState(stream, { n: 1 }, { id: 1 }),
  ];
  /** Writes two contacts to an API whose job has these statuses, one for each poll. */
  const writeWith = async (...polls: readonly ProvidedResponse[]) => {
    let nth = 0;
    const tested = await createTestDestination(importing, {
      config: (base_url) => ({ base_url }),
      provider: ({ method }) =>
        method === 'POST'
          ? { status: 200, json: { id: 'a/b', status: 'queued' } }
          : (polls[Math.min(nth++, polls.length - 1)] ?? 500),
    });
    const ended = await tested.write([configuredStream('contacts')], input);
    await tested.close();
    return ended;
  };
  const running = { status: 200, json: { id: 'a/b', status: 'running' } };

  it('waits until the job is completed, and rejects the lines that it names', async () => {
    const rejected = [{ line: 2, error: 'unknown domain' }];
    const done = { status: 200, json: { id: 'a/b', status: 'completed', rejected } };
    const ended = await writeWith(running, 503, running, done);
    expect(ended.states).toEqual([1]);
    expect(ended.rejected).toMatchObject([
      { reason: 'the API did not import the line', record: { email: 'bo@example.com' } },
    ]);
    expect(ended.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(ended.requests.at(-1)?.path).toBe('/imports/a%2Fb');
  });

  it('fails the sync, without a state, if the job fails or takes longer than an hour', async () => {
    const failed = await writeWith({ status: 200, json: { id: 'a/b', status: 'failed' } });
    const late = await writeWith(running);
    for (const { states, error } of [failed, late])
      expect([states, error?.failureType]).toEqual([[], 'transient_error']);
    expect(late.elapsedMs).toBeGreaterThanOrEqual(60 * 60_000);
  });
});
