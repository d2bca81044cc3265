import { readdirSync, readFileSync } from 'node:fs';
import { operation } from '@airbyte-ts/cdk';
import { configuredStream, createTestDestination, record } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import { directory } from '../examples/destination-directory/emulator/directory.ts';
import definition from '../examples/destination-directory/index.ts';

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
