import { describe, expect, it } from 'vitest';
import { resolveConfig } from './resolve.ts';
import { example, minimalConfig } from './testing/example.ts';
import { unknownKeyWarnings } from './unknown-keys.ts';

const warningsFor = (value: object): readonly string[] =>
  unknownKeyWarnings(example.connectionSpecification, { ...minimalConfig, ...value });

describe('an unknown key of a configuration', () => {
  it.each([
    [{ retrys: 1 }, '"retrys"', 'Did you mean "retries"?'],
    [{ baseUrl: 'x' }, '"baseUrl"', 'Did you mean "base_url"?'],
    [
      { rows: [{ column: 'a' }, { column: 'b', steam: 's' }] },
      '"rows[1].steam"',
      'Did you mean "rows[1].stream"?',
    ],
    [{ login: { ...minimalConfig.login, tokne: 't' } }, '"login.tokne"', 'Did you mean "login.token"?'],
    [{ store: { kind: 'local', dirctory: '/x' } }, '"store.dirctory"', 'Did you mean "store.directory"?'],
    [{ password: 'p' }, '"password"', 'Did you mean "login.password"?'],
    [{ colour: 'red' }, '"colour"', 'is not a setting of this destination and is ignored.'],
  ])('%j is named, with a suggestion', (value, key, meant) => {
    expect(warningsFor(value)).toEqual([expect.stringContaining(key)]);
    expect(warningsFor(value)[0]).toContain(meant);
  });

  it.each([
    ['of the platform', { __injected_declarative_manifest: {}, airbyte_internal: 1 }],
    ['of an option that is not chosen', { login: { ...minimalConfig.login, password: 'left over' } }],
  ])('%s is not reported', (_, value) => {
    expect(warningsFor(value)).toEqual([]);
  });

  it('is not repeated if it looks like a pasted secret', () => {
    const [warning] = warningsFor({ 'sk-9f2c8a71d0': 1 });
    expect(warning).toMatch(/^The configuration has a key that is not a setting/);
  });

  it('is a warning, not an error, so that older configurations still work', () => {
    const warnings: string[] = [];
    expect(
      resolveConfig({ ...minimalConfig, retrys: 1 }, example, (each) => warnings.push(each)),
    ).toMatchObject({
      retrys: 1,
    });
    expect(warnings).toHaveLength(1);
  });

  it('is named in the error if it misspells a required key', () => {
    expect(() => resolveConfig({ login: minimalConfig.login, apiKey: 'k' }, example)).toThrow(
      'API Key (api_key) is required; the configuration calls it "apiKey".',
    );
    expect(() => resolveConfig({ ...minimalConfig, rows: [{ colunm: 'a' }] }, example)).toThrow(
      'Rows > Column (rows[0].column) is required; the configuration calls it "colunm".',
    );
  });
});
