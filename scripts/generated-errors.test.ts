import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeGenerated } from '../src/devtools/generate/write-generated.ts';
import { errorUses } from './error-uses.ts';
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
      'src/more.ts:1 raises ERR_NEW, which is not in the error catalog of its layer.',
    ],
    [
      'a code that only the catalog of another layer has',
      "throw configError('m', { code: 'ERR_TWO' });",
      'src/more.ts:1 raises ERR_TWO, which is not in the error catalog of its layer.',
    ],
    [
      'another failure type than its catalog has',
      "throw transientError('m', { code: 'ERR_ONE' });",
      'src/more.ts:1 raises ERR_ONE as transient_error; its error catalog says config_error.',
    ],
    [
      'a comparison with an unknown code',
      "\nif (error.code === 'ERR_GONE') stop();",
      'src/more.ts:2 compares with ERR_GONE, which is in no error catalog.',
    ],
    [
      'a code that is put together',
      `throw bug('m', { code: \`ERR_\${kind}\` });`,
      `src/more.ts:1 puts the code \`ERR_\${kind}\` together; write each code as a literal.`,
    ],
  ])('fails for %s', async (_, source, problem) => {
    await run(false);
    await write('src/more.ts', source);
    expect(await run(true)).toBe(1);
    expect(output).toContain(problem);
  });

  it('fails for an explained code that nothing raises, also if something compares with it', async () => {
    await write('src/http/error-catalog.ts', catalog('ERR_UNUSED'));
    await write(
      'src/more.ts',
      "const known = new Set(['ERR_UNUSED']); known.has('ERR_ONE') || code === 'ERR_UNUSED';",
    );
    expect(await run(false)).toBe(1);
    expect(output).toContain(
      'The error catalog of every connector (CDK) explains ERR_UNUSED, which nothing raises.',
    );
  });
});

describe('errorUses', () => {
  const typesOf = (source: string) =>
    errorUses('some.ts', source).map(({ as, failureTypes }) => [as, failureTypes]);

  it.each([
    ["protocolError('m', { code: 'ERR_A', stream })", ['system_error']],
    ["new ConnectorError('rate_limit', 'm', { code: 'ERR_A' })", ['transient_error']],
    [
      "new ConnectorError(full ? 'transient' : 'config', 'm', { code: 'ERR_A' })",
      ['config_error', 'transient_error'],
    ],
    ["const rule = ['reject', 'ERR_A', 'm']", ['config_error']],
    ["make('transient', 'ERR_A', 'm')", ['transient_error']],
    ["const kinds = { bug: { retry: false, code: 'ERR_A' } }", ['system_error']],
    ["make('m', { code: 'ERR_A' })", undefined],
    ["const options = { code: 'ERR_A' } as const", undefined],
    ["error.with({ code: 'ERR_A' })", undefined],
    ["export const CUT = 'ERR_A'", undefined],
  ])('%s has the failure types %j', (source, types) => {
    expect(typesOf(source)).toEqual([['raised', types]]);
  });

  it.each(["error.code !== 'ERR_A'", "new Set(['ERR_A'])"])('%s compares', (source) => {
    expect(typesOf(source)).toEqual([['compared', undefined]]);
  });

  it.each([
    "// 'ERR_A'",
    "type Code = 'ERR_A'",
    `type Code = \`ERR_\${string}\``,
    "code.startsWith('ERR_SSL_')",
    '/ERR_TLS/',
  ])('%s is no use of a code', (source) => {
    expect(typesOf(source)).toEqual([]);
  });
});
