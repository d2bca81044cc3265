import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { contains, FOLDERS } from './folders.ts';

interface Nightly {
  readonly jobs: {
    readonly mutants: { readonly strategy: { readonly matrix: { readonly part: string[] } } };
  };
}

test('the nightly workflow judges the mutants of each folder in exactly one job', () => {
  const text = readFileSync(new URL('../../.github/workflows/nightly.yml', import.meta.url), 'utf8');
  const { part: parts } = (parse(text) as Nightly).jobs.mutants.strategy.matrix;
  const jobs = FOLDERS.map((folder) => parts.filter((part) => contains(part, folder)).length);
  expect(jobs).toEqual(FOLDERS.map(() => 1));
  expect(parts.filter((part) => !FOLDERS.some((folder) => contains(part, folder)))).toEqual([]);
});
