import { type RunningEmulator, startEmulator } from '@airbyte-ts/cdk/emulator';
import { type FakeClock, fakeClock } from '@airbyte-ts/cdk/testing';
import { afterEach, expect, test } from 'vitest';
import { type Watershed, type WatershedOptions, watershed } from './watershed.ts';

const post = (url: string, body: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { method: 'POST', body, redirect: 'manual', ...init });

let emulator: RunningEmulator<Watershed>;
let clock: FakeClock;
const start = async (options: WatershedOptions = {}) => {
  clock = fakeClock(Date.UTC(2030, 0, 1));
  emulator = await startEmulator(watershed(options), { clock });
  return emulator.provider;
};
afterEach(() => emulator?.close());

const basic = (pair: string) => ({ Authorization: `Basic ${Buffer.from(pair).toString('base64')}` });
const AUTH = basic('emulator-key:emulator-secret');
const at = (rest: string, organization = '5664') =>
  `${emulator.url}/api/organizations/${organization}/${rest}`;
const id = (n: number) => `17f82e99-aa2c-5dcf-84e6-${String(n).padStart(12, '0')}`;
const csv = (...ids: string[]) =>
  ['Statement ID,Name,Score', ...ids.map((each, n) => `${each},Learner ${n},0.${n}`)].join('\r\n');

interface Sent {
  readonly file?: string;
  readonly name?: string;
  readonly template?: string;
  readonly size?: number | undefined;
  readonly part?: string;
  readonly headers?: Record<string, string>;
}

function send(path: string, sent: Sent = {}): Promise<Response> {
  const { file = csv(id(1)), name = 'a.csv', template = 'Course Completions', headers = AUTH } = sent;
  const size = 'size' in sent ? sent.size : Buffer.byteLength(file);
  const query = new URLSearchParams({ template, ...(size !== undefined && { fileSize: String(size) }) });
  const extra =
    sent.part === undefined
      ? ''
      : `\r\n--b7\r\nContent-Disposition: form-data; name="filesize"\r\n\r\n${sent.part}`;
  const head = `--b7\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n`;
  return post(`${at(path)}?${query}`, `${head}${file}${extra}\r\n--b7--\r\n`, {
    headers: { ...headers, 'Content-Type': 'multipart/form-data; boundary=b7' },
  });
}
const upload = (sent?: Sent) => send('csv-import', sent);
const preview = (sent?: Sent) => send('statement-import/preview', sent);
const get = (path: string) => fetch(at(path), { headers: AUTH });
const list = async (query = '') =>
  (await (await get(`csv-import${query}`)).json()) as { count: number; results: Record<string, unknown>[] };
const remove = (path: string) => fetch(at(path), { method: 'DELETE', headers: AUTH });
const status = async (response: Promise<Response>) => (await response).status;

test('an upload is accepted immediately and imported later', async () => {
  const provider = await start({ importMs: 1_000, importMsPerRow: 100 });
  const response = await upload({ file: csv(id(1), id(2)) });
  expect([response.status, await response.text()]).toEqual([202, '9001']);
  expect(provider.stored).toBe(0);
  await clock.advance(600);
  expect(await (await get('csv-import/job/9001')).json()).toEqual({ percentage: 50 });
  expect((await list()).count).toBe(0);
  await clock.advance(600);
  expect(await (await get('csv-import/job/9001')).json()).toEqual({ percentage: 100 });
  expect(provider.stored).toBe(2);
  expect((await list()).results).toMatchObject([
    {
      id: '8001',
      originalFilename: 'a.csv',
      created: '2030-01-01T00:00:01.200Z',
      failedRows: {},
      alllStatementIds: [id(1), id(2)],
    },
  ]);
});

test.each([
  ['text', 'text/plain', '9001'],
  ['json', 'application/json', '"9001"'],
  ['object', 'application/json', '{"id":9001}'],
  ['empty', null, ''],
] as const)('the id of the job is returned as %s', async (accepted, type, body) => {
  await start({ accepted });
  const response = await upload();
  expect([response.headers.get('content-type'), await response.text()]).toEqual([type, body]);
});

test('an import is listed some time after it is done, and can have the id of its job', async () => {
  await start({ visibleAfterMs: 5_000, sameIds: true });
  await upload();
  await clock.advance(4_999);
  expect((await list('?id=9001')).count).toBe(0);
  await clock.advance(1);
  expect((await list('?id=9001')).results).toHaveLength(1);
  expect((await list('?id=8001')).results).toHaveLength(0);
});

test('failed rows are listed by line, the header being line 1', async () => {
  const provider = await start();
  await upload({ file: `${csv(id(1), 'nonsense')}\r\n${id(3)},,1\r\n${id(4)},Learner,7` });
  expect((await list()).results[0]?.failedRows).toEqual({
    3: 'Statement must include an ID, and the ID must be a UUID. The current value of the field is: nonsense.',
    4: 'The column "Name" must not be empty.',
    5: 'Score must be between -1 and 1. The current value of the field is: 7.',
  });
  expect(provider.rows().map(({ id: each, cells }) => [each, cells.Name])).toEqual([[id(1), 'Learner 0']]);
});

test('an import whose rows all failed may not be listed', async () => {
  await start({ listsFailedImports: false });
  await upload({ file: csv('x') });
  await upload({ file: csv('x', id(2)) });
  expect((await list()).count).toBe(1);
});

test('a preview reports the same and stores nothing', async () => {
  const provider = await start();
  const file = csv(id(1), 'nonsense');
  const response = await preview({ file, part: String(Buffer.byteLength(file)) });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    failedRows: { 3: expect.stringContaining('nonsense') },
    statements: { 2: [{ id: id(1) }] },
  });
  expect([provider.stored, provider.imports.length, provider.previewed]).toEqual([0, 0, 2]);
});

test('the size has to be exact in the query and in the form', async () => {
  const provider = await start();
  expect(await status(upload({ size: 7 }))).toBe(400);
  expect(await status(upload({ size: undefined }))).toBe(202);
  expect(await status(preview({ part: '7' }))).toBe(400);
  expect(await status(upload({ part: '7' }))).toBe(400);
  expect(await status(upload({ file: `a\r\n${'x'.repeat(10_000_000)}`, size: undefined }))).toBe(400);
  expect(provider.mistakes).toHaveLength(4);
});

test('an invalid form or file is recorded as an error', async () => {
  const provider = await start();
  const headers = { ...AUTH, 'Content-Type': 'multipart/form-data; boundary=b7' };
  expect(await status(post(`${at('csv-import')}?template=101`, 'nonsense', { headers }))).toBe(400);
  expect(await status(upload({ file: 'a,b\r\n1' }))).toBe(202);
  expect(await status(preview({ file: 'a,b\r\n1' }))).toBe(400);
  expect(provider.mistakes).toHaveLength(3);
  expect((await list()).count).toBe(0);
});

test.each([400, 404, 422] as const)(
  'an unknown template gets %i; a known one has a name and an id',
  async (unknownTemplate) => {
    const provider = await start({ unknownTemplate });
    expect(await status(upload({ template: 'course completions' }))).toBe(unknownTemplate);
    expect(await status(preview({ template: 'x' }))).toBe(unknownTemplate);
    expect(await status(upload({ template: '101' }))).toBe(202);
    expect((await list('?template=101')).count).toBe(0);
    expect((await list('?template=Course%20Completions')).count).toBe(1);
    expect(provider.mistakes).toEqual([]);
  },
);

test('the list has pages and an order', async () => {
  await start({ order: 'oldest' });
  for (const name of ['a.csv', 'b.csv', 'c.csv']) await upload({ name });
  const names = async (query: string) => (await list(query)).results.map((each) => each.originalFilename);
  expect(await names('?_limit=2')).toEqual(['a.csv', 'b.csv']);
  expect(await names('?_limit=2&_offset=2')).toEqual(['c.csv']);
  await emulator.close();
  await start({ paged: false });
  for (const name of ['a.csv', 'b.csv', 'c.csv']) await upload({ name });
  expect(await names('?_limit=1&_offset=9')).toEqual(['c.csv', 'b.csv', 'a.csv']);
});

test('a statement never changes, and its id is never reused', async () => {
  const provider = await start();
  await upload({ name: 'a.csv', file: csv(id(1)) });
  await upload({ name: 'b.csv', file: csv(id(1).toUpperCase(), id(2)) });
  expect(provider.rows().map(({ repeated }) => repeated)).toEqual([false, true, false]);
  expect(await status(remove('csv-import/8001'))).toBe(200);
  expect([provider.stored, provider.isVoided(id(1)), provider.isVoided(id(2))]).toEqual([1, true, false]);
  await upload({ name: 'c.csv', file: csv(id(1)) });
  expect((await list()).results.map((each) => each.originalFilename)).toEqual(['c.csv', 'b.csv']);
  expect([provider.stored, provider.isVoided(id(1))]).toEqual([1, true]);
});

test.each([
  ['misspelt', { statemenIds: id(1), alllStatementIds: [id(1)] }],
  ['spelt', { statementIds: id(1), allStatementIds: [id(1)] }],
  ['text', { statemenIds: id(1) }],
  ['none', {}],
] as const)('the ids of all statements are listed %s', async (listsIds, expected) => {
  await start({ listsIds });
  await upload();
  const found = Object.entries((await list()).results[0]!).filter(([name]) => /ids$/i.test(name));
  expect(Object.fromEntries(found)).toEqual(expected);
});

test('earlier statements may be listed with a later import or not', async () => {
  for (const listsRepeats of [true, false]) {
    await start({ listsRepeats, order: 'oldest' });
    await upload();
    await upload({ file: csv(id(1), id(2)) });
    const ids = (await list()).results.map((each) => each.alllStatementIds);
    expect(ids).toEqual([[id(1)], listsRepeats ? [id(1), id(2)] : [id(2)]]);
    if (listsRepeats) await emulator.close();
  }
});

test('an unfinished import may be listed, without its rows', async () => {
  await start({ listsUnfinished: true, importMs: 1_000 });
  await upload({ file: csv(id(1), 'x') });
  expect((await list()).results).toMatchObject([{ id: '8001', alllStatementIds: [], failedRows: {} }]);
  await clock.advance(1_000);
  expect((await list()).results).toMatchObject([
    { alllStatementIds: [id(1)], failedRows: { 3: expect.any(String) } },
  ]);
});

test('a row with the statement id of an earlier row of its file fails', async () => {
  const provider = await start({ keepRows: true });
  await upload({ file: csv(id(1), id(1).toUpperCase(), id(2)) });
  await clock.advance(0);
  const [imported] = (await list()).results;
  expect(imported).toMatchObject({
    failedRows: { 3: expect.stringContaining('this ID') },
    alllStatementIds: [id(1), id(2)],
  });
  expect(provider.stored).toBe(2);
  await upload({ file: csv(id(1)), name: 'b.csv' });
  await clock.advance(0);
  expect((await list()).results.map(({ failedRows }) => failedRows)).toContainEqual({});
});

test('a repeated statement may be a failed row', async () => {
  await start({ repeatedIds: 'failed' });
  await upload({ file: csv(id(1)) });
  await upload({ file: csv(id(2), id(1)), name: 'b.csv' });
  const { results } = await list();
  expect(results.find(({ originalFilename }) => originalFilename === 'b.csv')?.failedRows).toEqual({
    3: 'A statement with this ID exists already.',
  });
});

test('people are changed by later imports and removed with the import that created them', async () => {
  const provider = await start();
  const file = 'Employee ID,Name\r\nE1,Anna\r\nE2,Bob';
  await upload({ template: 'Staff', file });
  await upload({ template: 'Staff', file });
  expect(provider.people).toEqual(['E1', 'E2']);
  await remove('csv-import/8002');
  expect(provider.people).toEqual(['E1', 'E2']);
  await remove('csv-import/8001');
  expect(provider.people).toEqual([]);
});

test('a template may generate random ids, so that the same file is stored twice', async () => {
  const provider = await start();
  for (let n = 0; n < 2; n++) await upload({ template: 'Random IDs', file: 'a\r\n1\r\n2' });
  expect(provider.stored).toBe(4);
});

test.each([
  ['csv-import', 'csv-import/8001', 'statement-import/8001?deleteLrsStatements=true'],
  ['statement-import', 'statement-import/8001?deleteLrsStatements=true', 'csv-import/8001'],
] as const)('an import is voided at %s only, once', async (voids, right, wrong) => {
  await start({ voids });
  await upload();
  expect(await status(remove(wrong))).toBe(404);
  expect(await status(remove(right))).toBe(200);
  expect(await status(remove(right))).toBe(404);
});

test('files may be lost and jobs may never end', async () => {
  const provider = await start({ vanish: [1], stuck: [2] });
  for (let n = 0; n < 3; n++) await upload({ file: csv(id(n)) });
  await clock.advance(1e9);
  expect(await status(get('csv-import/job/9001'))).toBe(404);
  expect(await (await get('csv-import/job/9002')).json()).toEqual({ percentage: 42 });
  expect((await list()).count).toBe(1);
  expect(provider.stored).toBe(1);
});

test('half a file may be imported without an error', async () => {
  const provider = await start({ halved: [1] });
  const response = await upload({ file: csv(id(1), 'x', id(3), id(4)) });
  expect([response.status, provider.stored]).toEqual([202, 1]);
  expect((await list()).results[0]?.failedRows).toEqual({ 3: expect.stringContaining('UUID') });
});

test('a template may ignore a row', async () => {
  const picky = { name: 'Picky', id: '9', idColumn: 'Statement ID', onlyWith: 'Score' };
  const provider = await start({ templates: [picky] });
  const file = `Statement ID,Score\r\n${id(1)},\r\n${id(2)},1`;
  expect(await (await preview({ file, template: 'Picky' })).json()).toMatchObject({
    failedRows: {},
    statements: { 2: [], 3: [{ id: id(2) }] },
  });
  await upload({ file, template: 'Picky' });
  expect((await list()).results).toMatchObject([{ failedRows: {}, alllStatementIds: [id(2)] }]);
  expect(provider.rows().map((each) => each.id)).toEqual([id(2)]);
});

test('the job endpoint gets 404 if it is disabled', async () => {
  await start({ jobEndpoint: false });
  await upload();
  expect(await status(get('csv-import/job/9001'))).toBe(404);
});

test('credentials, their permission and the organization are checked', async () => {
  await start({ keys: ['k:s'], forbiddenKeys: ['f:s'] });
  const codes = [];
  for (const headers of [
    AUTH,
    basic('k:s'),
    basic('f:s'),
    basic('emulator-forbidden-key:emulator-secret'),
    basic('k:x'),
    {},
  ])
    codes.push(await status(fetch(at('csv-import'), { headers })));
  expect(codes).toEqual([200, 200, 403, 403, 401, 401]);
  expect(await status(fetch(at('csv-import', '1'), { headers: AUTH }))).toBe(404);
});

test('more requests than the limit per minute get 429', async () => {
  await start({ requestsPerMinute: 2, retryAfter: 30 });
  expect([await status(get('csv-import')), await status(get('csv-import'))]).toEqual([200, 200]);
  const rejected = await get('csv-import');
  expect([rejected.status, rejected.headers.get('retry-after')]).toEqual([429, '30']);
  await clock.advance(30_000);
  expect(await status(get('csv-import'))).toBe(200);
});

test('a partial effect imports the first rows of the file', async () => {
  const provider = await start();
  emulator.faults.set([{ nth: 1, action: { type: 'partial', rows: 1, response: 'reset' } }]);
  await upload({ file: csv(id(1), id(2)) }).catch(() => undefined);
  expect(provider.stored).toBe(1);
});

test('an option does not keep the cells of rows, for long runs', async () => {
  const provider = await start({ keepRows: false });
  await upload();
  expect([provider.stored, provider.rows().length]).toEqual([1, 0]);
});
