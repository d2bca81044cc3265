import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname, '..');
/** The start of a process loads these, and no command inside a test. */
const STARTS = ['cli/main.ts', 'cli/program.ts', 'cli/commands.ts'];
const S3 = ['rejects/s3-store.ts'];

/** The modules of the CDK that a file loads with `import()`, by their paths in the source folder. */
function loadedBy(file: string): string[] {
  const path = join(SOURCE, file);
  const imports = readFileSync(path, 'utf8').matchAll(/import\('(\..+?)'\)/g);
  return [...imports].map(([, specifier]) => relative(SOURCE, join(dirname(path), specifier!)));
}

it('virtual time starts after every module is loaded that commands load when they need it', () => {
  const files = globSync('{cli,config,rejects}/**/*.ts', { cwd: SOURCE }).filter(
    (file) => !file.endsWith('.test.ts') && !STARTS.includes(file),
  );
  const needed = new Set(files.flatMap(loadedBy));
  expect(loadedBy('testing/lazy-modules.ts').sort()).toEqual(
    [...needed].filter((each) => !S3.includes(each)).sort(),
  );
});
