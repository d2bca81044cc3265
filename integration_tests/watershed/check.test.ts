import { afterEach, expect, it } from 'vitest';
import { countOf, type Harness, runCheck, startHarness } from './harness.ts';

let at: Harness;
afterEach(async () => {
  const { provider } = at;
  await at.emulator.close();
  expect([provider.imports, provider.mistakes]).toEqual([[], []]);
});
const mappings = (...objects: string[]) => ({
  stream_mappings: objects.map((object, n) => ({ stream_name: `s${n}`, object })),
});

it('check succeeds with a preview for each template of the configuration, and imports nothing', async () => {
  at = await startHarness();
  expect(await runCheck(at, mappings('Random IDs', 'Staff', 'Random IDs'))).toBeUndefined();
  expect([countOf(at, 'POST', 'statement-import/preview'), countOf(at, 'POST', 'csv-import')]).toEqual([
    3, 0,
  ]);
});

it('check succeeds without a template if credentials and organization are valid', async () => {
  at = await startHarness();
  expect(await runCheck(at, { default_template: '' })).toBeUndefined();
  expect(at.emulator.requests).toHaveLength(1);
});

it.each([
  [
    'a wrong key or secret',
    { api_secret: 'wrong' },
    'ERR_CREDENTIALS_REJECTED',
    /API Key \(api_key\) and API Secret \(api_secret\)/,
  ],
  [
    'a missing permission',
    { api_key: 'emulator-forbidden-key' },
    'ERR_NO_PERMISSION',
    /"Watershed API" permission/,
  ],
  ['an unknown organization', { organization_id: '1' }, 'ERR_NOT_FOUND', /organization 1.*Organization ID/],
])('check identifies %s, with and without a template', async (_, config, code, message) => {
  at = await startHarness();
  for (const own of [config, { ...config, default_template: '' }]) {
    const error = await runCheck(at, own);
    expect(error).toMatchObject({ code });
    expect(error?.message).toMatch(message);
  }
});

it.each([400, 404, 422] as const)(
  'check identifies an unknown template by the status %i, with the provider message',
  async (unknownTemplate) => {
    at = await startHarness({ unknownTemplate });
    const error = await runCheck(at, mappings('Course completions'));
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_TEMPLATE_REJECTED' });
    expect(error?.message).toMatch(/"Course completions".*no such template.*Stream Mappings/);
  },
);

it.each([
  [' Course Completions', 'white space'],
  ['Course Completions\n', 'white space'],
  ['"Course Completions"', 'quotes'],
])('check of the template %j names the %s around its name', async (template, around) => {
  at = await startHarness();
  const error = await runCheck(at, mappings(template));
  expect(error).toMatchObject({ kind: 'config', code: 'ERR_TEMPLATE_REJECTED' });
  expect(error?.message).toContain(`The configured name has ${around} around it`);
});

it('check succeeds although the list rejects an unknown id', async () => {
  at = await startHarness({}, [
    { match: { method: 'GET' }, nth: 1, action: { type: 'status', status: 404 } },
  ]);
  expect(await runCheck(at, { default_template: '' })).toBeUndefined();
});
