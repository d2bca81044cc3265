import { expect, it } from 'vitest';
import { withLinksToRepository } from './packed-links.ts';

const packed = new Set(['docs', 'docs/a.md', 'README.md']);
const rewritten = (page: string): string =>
  withLinksToRepository(page, 'docs/b.md', (path) => packed.has(path), 'https://example.com/main');

it('a link to a file that is not packed leads to the repository, with its heading', () => {
  expect(rewritten('[x](../src/x.ts) ![y](y.png) [z](z.md#part-1)')).toBe(
    '[x](https://example.com/main/src/x.ts) ![y](https://example.com/main/docs/y.png) [z](https://example.com/main/docs/z.md#part-1)',
  );
});

it('links to packed files and folders, headings and other sites are unchanged', () => {
  const page =
    '[a](a.md#b) [r](../README.md) [d](../docs/) [h](#h) [s](https://example.org/x) `[`(not a link)';
  expect(rewritten(page)).toBe(page);
});
