import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeGenerated } from '../src/devtools/generate/write-generated.ts';
import { generatedErrors } from './generated-errors.ts';

const project = fileURLToPath(new URL('..', import.meta.url));
let root = '';
let output: string[] = [];
const run = async (check: boolean): Promise<number> => {
  output = [];
  return writeGenerated(root, await generatedErrors(root), check, (line) => output.push(line));
};
const write = async (file: string, text: string): Promise<void> => {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text);
};
const page = (): Promise<string> => readFile(join(root, 'docs/errors.md'), 'utf8');
const catalog = (...codes: readonly string[]): string =>
  `export const errorCatalog = {${codes
    .map((code) => `${code}: { failureType: 'config_error', cause: 'Cause of ${code}.', remedy: 'Remedy.' }`)
    .join(', ')}};`;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'errors-'));
  await write('docs/errors.md', '# Error codes\n');
  await write('src/some.ts', "throw configError('m', { code: 'ERR_ONE' });");
  await write('src/error-catalog.ts', catalog('ERR_ONE'));
  await write(
    'connectors/destination-a/api.ts',
    "import '../common/token.ts'; throw configError('m', { code: 'ERR_TWO' });",
  );
  await write('connectors/destination-a/error-catalog.ts', catalog('ERR_TWO'));
  await write('connectors/common/token.ts', "throw new ConnectorError('auth', 'm', { code: 'ERR_THREE' });");
  await write('connectors/common/error-catalog.ts', catalog('ERR_THREE'));
});
afterEach(() => rm(root, { recursive: true }));

it('the page of error codes of this project has one heading for each code of its table', async () => {
  const text = await readFile(join(project, 'docs/errors.md'), 'utf8');
  const listed = [...text.matchAll(/^\| \[(ERR_\w+)\]\(#(\w+)\)/gm)];
  expect(listed.length).toBeGreaterThan(100);
  for (const [, code, anchor] of listed) expect(anchor).toBe(code!.toLowerCase());
  const headings = [...text.matchAll(/^### (ERR_\w+)$/gm)].map(([, code]) => code);
  expect(headings).toEqual(listed.map(([, code]) => code));
  expect(headings).toEqual([...new Set(headings)].sort());
});

describe('generating the page of error codes', () => {
  it('writes a table and a section for each code, with the connectors in which it occurs', async () => {
    expect(await run(false)).toBe(0);
    expect(output).toEqual(['wrote docs/errors.md']);
    const text = await page();
    expect(text).toMatch(/^# Error codes\n/);
    expect(text).toContain('| [ERR_ONE](#err_one) | config_error | every connector (CDK) |');
    expect(text).toContain('| [ERR_TWO](#err_two) | config_error | destination-a |');
    expect(text).toContain('| [ERR_THREE](#err_three) | config_error | destination-a |');
    expect(text).toContain(
      '### ERR_TWO\n\n*In destination-a; `config_error`.*\n\n**Cause.** Cause of ERR_TWO.\n\n**Remedy.** Remedy.',
    );
    expect(await run(true)).toBe(0);
  });

  it('with --check reports a stale page and leaves it as it is', async () => {
    expect(await run(true)).toBe(1);
    expect(output).toEqual(['docs/errors.md is stale. Run `npm run generate` and commit the result.']);
    expect(await page()).toBe('# Error codes\n');
  });

  it.each([
    [
      'a code that no catalog has',
      "throw bug('m', { code: 'ERR_NEW' });",
      'src/more.ts:1 has the code ERR_NEW, which is not in the error catalog of its layer. Explain it there, or correct it.',
    ],
    [
      'a code that only the catalog of an upper layer has',
      "\nif (error.code === 'ERR_TWO') stop();",
      'src/more.ts:2 has the code ERR_TWO, which is not in the error catalog of its layer. Explain it there, or correct it.',
    ],
    [
      'a code that is put together',
      `throw bug('m', { code: \`ERR_\${kind}\` });`,
      `src/more.ts:1 puts the code ERR_\${kind} together; write each code as a literal.`,
    ],
  ])('fails for %s', async (_, source, problem) => {
    await run(false);
    await write('src/more.ts', source);
    expect(await run(true)).toBe(1);
    expect(output).toContain(problem);
  });

  it('fails for an explained code that its layer does not contain', async () => {
    await write('src/http/error-catalog.ts', catalog('ERR_UNUSED'));
    await write('connectors/common/token.ts', "throw bug('m', { code: 'ERR_UNUSED' });");
    expect(await run(false)).toBe(1);
    expect(output).toEqual(
      expect.arrayContaining([
        'The error catalog of every connector (CDK) explains ERR_UNUSED, which its code does not contain. Remove it.',
        'The error catalog of destination-a explains ERR_THREE, which its code does not contain. Remove it.',
      ]),
    );
  });

  it('accepts that a connector names a code of the CDK, and ignores comments', async () => {
    await write('connectors/common/more.ts', " * 'ERR_COMMENT'\n// 'ERR_COMMENT'\nerror.code === 'ERR_ONE';");
    expect(await run(false)).toBe(0);
  });
});
