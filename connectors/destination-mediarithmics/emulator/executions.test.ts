import { afterEach, describe, expect, test } from 'vitest';
import type { MediarithmicsOptions } from './options.ts';
import { activity, type Json, NDJSON, startMediarithmics } from './testing/start-mediarithmics.ts';

let api: Awaited<ReturnType<typeof startMediarithmics>>;
const start = async (options: MediarithmicsOptions = {}) => {
  api = await startMediarithmics(options);
  return api;
};
afterEach(() => api.close());

describe('an execution', () => {
  test('is pending, then running, then succeeded, and its lines are stored only at the end', async () => {
    const { provider } = await start({ pendingMs: 1_000, runningMs: 500 });
    const to = await api.createImport();
    const posted = (await api.post(to, `${activity('a')}\n${activity('b')}\n`)).json().data;
    expect(posted).toMatchObject({ status: 'PENDING', parameters: null, result: null, start_date: null });
    expect(posted).not.toHaveProperty('end_date');
    await api.clock.advance(1_000);
    expect(await api.execution(to, posted.id)).toMatchObject({
      status: 'RUNNING',
      parameters: { number_of_lines: 2 },
      result: null,
    });
    expect(provider.stored).toBe(0);
    await api.clock.advance(500);
    expect(await api.execution(to, posted.id)).toMatchObject({
      status: 'SUCCEEDED',
      result: { total_success: 2, total_failure: 0, error_file_uri: null },
      duration: 500,
      end_date: api.clock.wall(),
    });
    expect(provider.lines.map(({ text }) => text)).toEqual([activity('a'), activity('b')]);
    expect(api.emulator.requests.at(-1)?.effect).toMatchObject({ what: 'stored', rows: 2 });
  });

  test.each([
    ['a list', `[${activity('a')}]`, NDJSON],
    ['JSON over several lines', '{\n"a": 1\n}', NDJSON],
    ['nothing', '\n', NDJSON],
    ['another content type', activity('a'), 'application/json'],
    ['CSV for an import of NDJSON', activity('a'), 'text/csv'],
  ])('of %s is rejected immediately', async (_, body, type) => {
    const { provider } = await start();
    expect(await api.runDocument(await api.createImport(), body, type)).toBe(400);
    expect(provider.jobs).toEqual([]);
  });

  test('is accepted in the form of the provider’s own page, and then keeps its file name', async () => {
    const { provider } = await start({ earlyParameters: true });
    const to = await api.createImport();
    const form = new FormData();
    form.append('file', new Blob([activity('a')], { type: NDJSON }), 'visits.ndjson');
    form.append('type', NDJSON);
    const response = await api.call('POST', `/document_imports/${to}/executions`, { body: form });
    expect(response.json()).toMatchObject({ data: { parameters: { input_file_name: 'visits.ndjson' } } });
    provider.finishAll();
    expect(provider.lines[0]?.text).toBe(activity('a'));
  });

  test('can be cancelled only while it is pending', async () => {
    const { provider } = await start();
    const to = await api.createImport();
    const cancel = (id: unknown) =>
      api.call('POST', `/document_imports/${to}/executions/${id}/action`, { body: '{"action":"CANCEL"}' });
    const first = (await api.post(to, activity('a'))).json().data.id;
    expect((await cancel(first)).json().data).toMatchObject({
      status: 'CANCELED',
      end_date: api.clock.wall(),
    });
    const second = (await api.post(to, activity('b'))).json().data.id;
    await api.clock.advance(10);
    expect((await cancel(second)).status).toBe(400);
    await api.clock.advance(1_000);
    expect(await api.execution(to, first)).toMatchObject({ status: 'CANCELED' });
    expect(provider.lines.map(({ value }) => value.$user_account_id)).toEqual(['b']);
  });

  test('may overtake an earlier execution', async () => {
    const { provider } = await start({ pendingMs: [500, 0] });
    const to = await api.createImport();
    await api.post(to, activity('first'));
    await api.post(to, activity('second'));
    provider.finishAll();
    expect(provider.lines.map(({ value }) => value.$user_account_id)).toEqual(['second', 'first']);
  });

  test('is listed in pages, newest first', async () => {
    await start({ pageSize: 2 });
    const to = await api.createImport();
    for (const id of ['a', 'b', 'c']) await api.post(to, activity(id));
    const listed = async (from: number) =>
      (
        (
          await api.call('GET', `/document_imports/${to}/executions?first_result=${from}&max_results=50`)
        ).json().data as unknown as Json[]
      ).map(({ id }) => id);
    expect([await listed(0), await listed(2)]).toEqual([['990003', '990002'], ['990001']]);
  });

  test('is listed in reverse order on request, and its document can be read', async () => {
    await start({ listOrder: 'oldest_first', earlyParameters: true });
    const to = await api.createImport();
    for (const id of ['a', 'b']) await api.post(to, activity(id));
    const all = (await api.call('GET', `/document_imports/${to}/executions`)).json()
      .data as unknown as Json[];
    expect(all.map(({ id }) => id)).toEqual(['990001', '990002']);
    const { file_uri } = all[1]!.parameters as { file_uri: string };
    const file = await api.call('GET', `/v1/data_file/data?uri=${encodeURIComponent(file_uri)}`);
    expect(file.text).toBe(activity('b'));
  });

  test('is not found immediately if reads are delayed', async () => {
    await start({ foundAfterMs: 100, listedAfterMs: 200 });
    const to = await api.createImport();
    const { id } = (await api.post(to, activity('a'))).json().data;
    const at = `/document_imports/${to}/executions`;
    expect((await api.call('GET', `${at}/${id}`)).status).toBe(404);
    await api.clock.advance(100);
    expect([(await api.call('GET', `${at}/${id}`)).status, (await api.call('GET', at)).json().total]).toEqual(
      [200, 0],
    );
  });

  test.each([
    ['succeeds_in_old_words', { status: 'SUCCESS' }, 2],
    [
      'ends_pending',
      { status: 'PENDING', end_date: expect.any(Number), result: { total_success: 2 }, completed_tasks: 1 },
      2,
    ],
    ['has_no_result', { status: 'SUCCEEDED', result: null }, 2],
    ['counts_no_line', { status: 'SUCCEEDED', result: { total_success: 0, total_failure: 0 } }, 2],
    ['counts_late', { status: 'SUCCEEDED', result: null }, 2],
    ['succeeds_with_an_error', { status: 'SUCCEEDED', result: null, error: expect.anything() }, 1],
    ['swallows_a_line', { status: 'SUCCEEDED', result: { total_success: 1, total_failure: 0 } }, 1],
    ['fails', { status: 'FAILED', error: { message: expect.any(String) } }, 0],
    ['fails_halfway', { status: 'FAILED', result: { total_success: 1 } }, 1],
    ['lost', { status: 'LOST' }, 0],
    ['canceled', { status: 'CANCELED' }, 0],
    ['stays_pending', { status: 'PENDING', start_date: null }, 0],
    ['stays_running', { status: 'RUNNING' }, 0],
    ['not_responding', { status: 'EXECUTOR_NOT_RESPONDING' }, 0],
    ['vanishes', undefined, 2],
  ] as const)(
    'with the outcome %s has its documented status and stored lines',
    async (outcome, says, stored) => {
      const { provider } = await start({ outcomes: [outcome] });
      const end = await api.runDocument(await api.createImport(), `${activity('a')}\n${activity('b')}`);
      if (says) expect(end).toMatchObject(says);
      else expect(end).toBeUndefined();
      expect(provider.stored).toBe(stored);
    },
  );
});
