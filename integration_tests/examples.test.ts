import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

it('the README shows the source of the smallest connector', () => {
  expect(read('README.md')).toContain(
    `\`\`\`ts\n${read('examples/destination-webhook/index.ts').trimEnd()}\n\`\`\``,
  );
});
