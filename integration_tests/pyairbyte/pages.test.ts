import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/resolve.ts';
import type { AnyDestination } from '../../src/define/destination.ts';
import type { SharedConfig } from '../../src/define/shared-config.ts';
import { testContext } from '../../src/testing/test-context.ts';
import { SETTINGS } from './settings.ts';

const MODES = { append: 'append', merge: 'append_dedup', replace: 'overwrite' } as const;
const root = new URL('../../', import.meta.url);
const PAGES: readonly (readonly [page: string, connector: string])[] = [
  ['README.md', 'destination-tidepool-so'],
  ...Object.keys(SETTINGS).map((name) => [`connectors/${name}/README.md`, name] as const),
];

describe.each(PAGES)('the example for PyAirbyte in %s', (page, connector) => {
  it('has a valid configuration and a write strategy that the connector accepts', async () => {
    const text = await readFile(new URL(page, root), 'utf8');
    const [example = '', ...others] = [...text.matchAll(/```python\n(.*?)```/gs)].map((match) => match[1]!);
    expect(others).toEqual([]);
    expect(example).toContain(`"${connector}"`);
    expect(example).toMatch(/^ {4}cache=False,/m);
    expect(example).toMatch(/^ {4}state_cache=ab\.new_local_cache\("[a-z_]+"\),/m);
    const { default: definition } = (await import(`../../connectors/${connector}/index.ts`)) as {
      default: AnyDestination;
    };
    const written = /^ {4}config=(\{.*\}),$/m.exec(example)?.[1] ?? '';
    // A value that matches every pattern replaces the reader's own values.
    const given = JSON.parse(written.replaceAll('…', '1234567890')) as Record<string, unknown>;
    const config = resolveConfig<SharedConfig>(given, definition.spec);
    const strategy = /write_strategy="(append|merge|replace)"/.exec(example)?.[1] as keyof typeof MODES;
    const modes = definition.operations(config, testContext().context).flatMap((each) => each.syncModes);
    expect(modes).toContain(MODES[strategy]);
  });
});
