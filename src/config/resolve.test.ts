import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectorSpecification } from '../define/specification.ts';
import { ConnectorError } from '../errors.ts';
import { resolveConfig } from './resolve.ts';
import { example, minimalConfig } from './testing/example.ts';

const resolve = (value: unknown): Record<string, unknown> => resolveConfig(value, example);

function errorOf(value: unknown, specification: ConnectorSpecification = example): ConnectorError {
  try {
    resolveConfig(value, specification);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ConnectorError);
    expect(thrown).toMatchObject({ kind: 'config', code: 'ERR_CONFIG_INVALID' });
    return thrown as ConnectorError;
  }
  throw new Error('the configuration was accepted');
}

const advice = 'Correct this in the settings of the destination.';

it.each([
  ['API Key (api_key)', { ...minimalConfig, api_key: 'SECRET-9f2c\ud800' }],
  ['Login > Token (login.token)', { ...minimalConfig, login: { kind: 'token', token: '\udc00SECRET-9f2c' } }],
  ['Rows > Column (rows[1].column)', { ...minimalConfig, rows: [{ column: '🙂' }, { column: '\ud83d' }] }],
])('a text with half of a surrogate pair is named, and not repeated (%s)', (name, config) => {
  const { message } = errorOf(config);
  expect(message).toBe(
    `${name} contains broken Unicode (half of a surrogate pair). Enter it again in the settings of the destination.`,
  );
});

describe('defaults', () => {
  it('fill in all absent settings, including false, 0 and the empty text', () => {
    expect(resolve(minimalConfig)).toEqual({
      ...minimalConfig,
      store: { kind: 'none' },
      label: '',
      base_url: 'https://example.com',
      strict: false,
      retries: 0,
      pace: 5,
      mode: 'first',
      rows: [],
    });
  });

  it('that only the form applies, for new destinations, are not filled in', () => {
    for (const given of [{}, { scope: null }, { scope: '' }])
      expect(resolve({ ...minimalConfig, ...given })).not.toHaveProperty('scope');
    expect(resolve({ ...minimalConfig, scope: 'narrow' })).toMatchObject({ scope: 'narrow' });
    expect(errorOf({ ...minimalConfig, scope: 'other' }).message).toMatch(
      /^Scope .*must be one of narrow, wide/,
    );
  });

  it('never replace a given value', () => {
    const given = {
      strict: true,
      retries: 9,
      pace: 0.5,
      mode: 'every',
      label: 'x',
      rows: [],
      base_url: 'https://a.b',
    };
    expect(resolve({ ...minimalConfig, ...given })).toMatchObject(given);
  });

  it('replace null and a cleared text', () => {
    const given = { label: null, base_url: '', retries: null, store: null, rows: null };
    expect(resolve({ ...minimalConfig, ...given })).toEqual(resolve(minimalConfig));
  });

  it('apply inside list items and their chosen options', () => {
    const rows = [
      { column: 'a' },
      { column: 'b', stream: null, how: { kind: 'hash', salt: 's' } },
      { column: 'c', how: {} },
    ];
    expect(resolve({ ...minimalConfig, rows }).rows).toEqual([
      { column: 'a', stream: '', how: { kind: 'keep' } },
      { column: 'b', stream: '', how: { kind: 'hash', salt: 's' } },
      { column: 'c', stream: '', how: { kind: 'keep' } },
    ]);
  });

  it('are copies: two configurations never share a list, and the argument is not modified', () => {
    const given = structuredClone(minimalConfig);
    const [one, other] = [resolve(given), resolve(given)];
    (one.rows as unknown[]).push(1);
    expect(other.rows).toEqual([]);
    expect(resolve(given).rows).toEqual([]);
    expect(given).toEqual(minimalConfig);
  });

  it('keep unknown properties', () => {
    const login = { ...minimalConfig.login, old: 1 };
    expect(resolve({ ...minimalConfig, login, __injected: { a: null } })).toMatchObject({
      login,
      __injected: { a: null },
    });
  });

  it('change nothing when they are applied again', () => {
    expect(resolve(resolve(minimalConfig))).toEqual(resolve(minimalConfig));
  });
});

describe('a choice', () => {
  it('without its constant is the first option', () => {
    expect(resolve({ ...minimalConfig, login: { password: 'p' } }).login).toEqual({
      kind: 'password',
      password: 'p',
    });
  });

  it('without its constant is the option that the default names', () => {
    const { login, ...others } = example.connectionSpecification.properties ?? {};
    const properties = { ...others, login: { ...login, default: 'token' } };
    const specification = {
      ...example,
      connectionSpecification: { ...example.connectionSpecification, properties },
    };
    const value = { ...minimalConfig, login: { token: 't' } };
    expect(resolveConfig(value, specification)).toMatchObject({ login: { kind: 'token', token: 't' } });
  });

  it('is validated by the chosen option alone', () => {
    expect(errorOf({ ...minimalConfig, login: { kind: 'password' } }).message).toBe(
      `Login > Password (login.password) is required. ${advice}`,
    );
  });

  it('of an unknown option is rejected with the options', () => {
    const { message } = errorOf({ ...minimalConfig, login: { kind: 'fingerprint' } });
    expect(message).toBe(`Login > Kind (login.kind) must be one of password, token. ${advice}`);
  });

  it.each([{ token: 't' }, { kind: null, token: 't' }, { kind: '', token: 't' }])(
    'requires its constant where a setting belongs to another than the usual option (%j)',
    (login) => {
      expect(errorOf({ ...minimalConfig, login }).message).toBe(
        `Login > Kind (login.kind) is required: one of password, token. ${advice}`,
      );
    },
  );

  it('without its constant accepts cleared settings of other options', () => {
    const login = { password: 'p', token: '' };
    expect(resolve({ ...minimalConfig, login }).login).toMatchObject({ kind: 'password', password: 'p' });
  });

  it('without an option that needs no input is required', () => {
    expect(errorOf({ api_key: 'k' }).message).toBe(`Login (login) is required. ${advice}`);
  });
});

describe('an error', () => {
  it.each([
    [{ api_key: '' }, 'API Key (api_key) is required.'],
    [{ api_key: null }, 'API Key (api_key) is required.'],
    [{ api_key: 'two words' }, 'API Key (api_key) must match: a key (it contains a space).'],
    [{ api_key: 5 }, 'API Key (api_key) must be text, in quotes.'],
    [
      { base_url: 'ftp://x' },
      'Base URL (base_url) does not have the expected form (it has another scheme than https://).',
    ],
    [{ retries: 1.5 }, 'Retries (retries) must be a whole number.'],
    [{ retries: -1 }, 'Retries (retries) must be at least 0.'],
    [{ retries: 10 }, 'Retries (retries) must be at most 9.'],
    [{ pace: 0 }, 'Pace (pace) must be greater than 0.'],
    [{ pace: -1 }, 'Pace (pace) must be greater than 0.'],
    [{ pace: '5' }, 'Pace (pace) must be a number.'],
    [{ strict: 'yes' }, 'Strict (strict) must be true or false.'],
    [{ mode: 'last' }, 'Mode (mode) must be one of first, every.'],
    [{ store: { kind: 'local' } }, 'Rejected Records > Directory (store.directory) is required.'],
    [{ store: 'local' }, 'Rejected Records (store) must be a group of fields.'],
    [{ rows: {} }, 'Rows (rows) must be a list.'],
    [{ rows: [{ column: 'a' }, { column: '' }] }, 'Rows > Column (rows[1].column) is required.'],
    [{ rows: ['a'] }, 'Rows (rows[0]) must be a group of fields.'],
    [{ rows: [{ column: 'a', how: { kind: 'hash' } }] }, 'Rows > How > Salt (rows[0].how.salt) is required.'],
  ])('for %j says: %s', (change, says) => {
    expect(errorOf({ ...minimalConfig, ...change }).message).toBe(`${says} ${advice}`);
  });

  it.each([null, undefined, [], 'text', 1])('for %j states that an object is required', (value) => {
    expect(errorOf(value).message).toContain('must be a JSON object');
  });

  it('lists at most three fields, counts the others and names all of them in its detail', () => {
    const error = errorOf({ ...minimalConfig, retries: -1, pace: 'x', strict: 1, mode: 2, rows: 3 });
    expect(error.message).toMatch(/^Strict .+; Retries .+; Pace .+; and 2 more\. Correct/);
    expect(error.detail).toBe('/strict type, /retries minimum, /pace type, /mode type, /rows type');
  });

  it('stays short and repeats no value, for any mistake', () => {
    const canary = 'SECRET-9f2c';
    const value = fc.oneof(
      fc.constant(canary),
      fc.constant([canary]),
      fc.constant({ kind: canary }),
      fc.constant(null),
    );
    const names = Object.keys(example.connectionSpecification.properties ?? {});
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 10 }), (config) => {
        const error = errorOf({ ...config, login: { kind: canary } });
        expect(`${error.message} ${error.detail} ${error.stack}`).not.toContain(canary);
        expect(error.message.length).toBeLessThan(560);
        expect(error.cause).toBeUndefined();
      }),
    );
  });

  it('stays short when titles and descriptions are long', () => {
    const field = {
      title: 'T'.repeat(500),
      type: 'string',
      pattern: '^a$',
      pattern_descriptor: 'd'.repeat(500),
    };
    const properties = { a: field, b: { ...field, title: 'B' } };
    const specification = { ...example, connectionSpecification: { type: 'object', properties } };
    expect(errorOf({ a: 'x', b: 'x' }, specification).message.length).toBeLessThan(560);
  });
});
