import { describe, expect, it } from 'vitest';
import tidepoolSo from '../../connectors/destination-tidepool-so/index.ts';
import watershed from '../../connectors/destination-watershed/index.ts';
import { ask } from './ask.ts';

const asked = (change: (working: Readonly<Record<string, unknown>>) => object, env = {}) =>
  ask(tidepoolSo, (working) => ({ ...working, ...change(working) }), env);

describe('a check of pasted settings', () => {
  it.each([
    ['blanks around a key', ({ api_key }) => ({ api_key: ` ${api_key}\n` }), 'API Key (api_key)'],
    ['quotes around a key', ({ api_key }) => ({ api_key: `"${api_key}"` }), 'API Key (api_key)'],
    ['a variable before a key', ({ api_key }) => ({ api_key: `api_key=${api_key}` }), 'API Key (api_key)'],
    [
      'an exported variable before a key',
      ({ api_key }) => ({ api_key: `export TIDEPOOL_KEY="${api_key}"` }),
      'API Key (api_key)',
    ],
    ['a header before a key', ({ api_key }) => ({ api_key: `X-Api-Key: ${api_key}` }), 'API Key (api_key)'],
    ['blanks around an address', ({ base_url }) => ({ base_url: ` ${base_url} ` }), 'Base URL (base_url)'],
    [
      'an address in capital letters',
      ({ base_url }) => ({ base_url: String(base_url).replace('http://', 'HTTP://') }),
      'Base URL (base_url)',
    ],
  ] as const satisfies readonly (readonly [
    string,
    (working: Readonly<Record<string, unknown>>) => object,
    string,
  ])[])('accepts %s with a warning, and shows neither form of the key', async (_, change, field) => {
    let key = '';
    const { status, warnings, output } = await asked((working) => {
      key = String(working.api_key);
      return change(working);
    });
    expect(status).toBe('SUCCEEDED');
    expect(warnings).toEqual([expect.stringContaining(`${field} is used `)]);
    expect(output).not.toContain(key);
  });

  it.each([
    [
      { api_key: 'Bearer SECRET-1' },
      'API Key (api_key) must match: ',
      'it begins with "Bearer ": enter only what follows',
    ],
    [{ api_key: 'Authorization: Bearer SECRET-1' }, 'API Key (api_key)', 'enter only what follows both'],
    [{ base_url: 'https://api.example/v1?x=SECRET' }, 'Base URL (base_url)', 'it contains a query'],
    [{ api_key: 'SECRET-1 SECRET-2' }, 'API Key (api_key)', 'it contains a space'],
    [{ base_url: 'http://[::1]:8080' }, 'Base URL (base_url)', 'write http://localhost'],
    [{ base_url: 'https://api. example' }, 'Base URL (base_url)', 'it contains a space'],
    [{ base_url: 'api.example' }, 'Base URL (base_url)', 'it does not begin with https://'],
    [{ api_key: undefined, apikey: 'SECRET-1' }, 'API Key (api_key) is required', 'calls it "apikey"'],
  ])('of %j names the mistake without the pasted text', async (change, field, mistake) => {
    const { status, message, output } = await asked(() => change);
    expect(status).toBe('FAILED');
    expect(message).toContain(field);
    expect(message).toContain(mistake);
    expect(output).not.toMatch(/SECRET/);
  });

  it('warns about keys that are no settings, and succeeds', async () => {
    const { status, warnings } = await asked(() => ({ validaton: 'never', _added_by_the_platform: 1 }));
    expect(status).toBe('SUCCEEDED');
    expect(warnings).toEqual([
      'The configuration key "validaton" is not a setting of this destination and is ignored. Did you mean "validation"?',
    ]);
  });

  it.each(['#', 'Organization ID: ', 'org_id='])(
    'accepts the organization of Watershed after %j, with a warning',
    async (label) => {
      const { status, warnings } = await ask(watershed, (working) => ({
        ...working,
        organization_id: `${label}${working.organization_id}`,
      }));
      expect(status).toBe('SUCCEEDED');
      expect(warnings).toEqual([
        'Organization ID (organization_id) is used without the label before it. Correct it in the settings of the destination.',
      ]);
    },
  );

  it('accepts an address with a slash at its end without a warning', async () => {
    const { status, warnings } = await asked(({ base_url }) => ({ base_url: `${base_url}/` }));
    expect([status, warnings]).toEqual(['SUCCEEDED', []]);
  });

  it('reads the organization of Watershed from the address of its LRS', async () => {
    const { status } = await ask(watershed, (working) => ({
      ...working,
      organization_id: `https://watershedlrs.com/api/organizations/${working.organization_id}/lrs/`,
    }));
    expect(status).toBe('SUCCEEDED');
  });
});

describe('LOG_LEVEL', () => {
  it.each(['VERBOSE', 'warning', '3'])('%s, which is not a level, causes one warning', async (LOG_LEVEL) => {
    const { status, warnings } = await asked(() => ({}), { LOG_LEVEL });
    expect(status).toBe('SUCCEEDED');
    expect(warnings).toEqual([
      'LOG_LEVEL is not the name of a level, so INFO is used. The levels are FATAL, ERROR, WARN, INFO, DEBUG and TRACE.',
    ]);
  });

  it.each(['', 'debug', ' WARN '])('%j is applied without a warning', async (LOG_LEVEL) => {
    expect((await asked(() => ({}), { LOG_LEVEL })).warnings).toEqual([]);
  });
});

describe('a check of destination-watershed without a Statement ID Column', () => {
  it('succeeds, and warns that repeated records will be stored', async () => {
    const { status, warnings } = await ask(watershed, (working) => ({ ...working, statement_id_column: '' }));
    expect(status).toBe('SUCCEEDED');
    expect(warnings).toEqual([
      expect.stringContaining('Statement ID Column (statement_id_column) is empty.'),
    ]);
  });

  it('does not warn with one', async () => {
    expect((await ask(watershed)).warnings).toEqual([]);
  });
});
