import { type ConnectorError, ndjson, type Settlement } from '@airbyte-ts/cdk';
import { outcomesOf, testBatch } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import type { MediarithmicsOptions } from '../emulator/options.ts';
import { activity, connected, outcomeOf } from '../testing/connected.ts';

const format = { type: 'USER_ACTIVITY', mimeType: 'APPLICATION_X_NDJSON' } as const;

async function delivered(emulator: MediarithmicsOptions, accounts: readonly string[], config: object = {}) {
  const sync = connected({ emulator: { failLinesWith: 'poison', ...emulator }, config });
  const batch = testBatch(accounts.map(activity), { framing: ndjson });
  const delivery = sync.documents.deliver(batch, format);
  let settlement: Settlement | undefined;
  delivery.then(
    (value) => (settlement = value),
    () => undefined,
  );
  const statuses = await outcomeOf(delivery, batch, sync);
  return { ...sync, statuses, outcomes: settlement && outcomesOf(settlement, batch) };
}

const accounts = ['a', 'poison-1', 'b', 'poison-2', 'c'];
const expected = ['delivered', 'rejected', 'delivered', 'rejected', 'delivered'];

describe('failed lines of a successful job', () => {
  it.each(['line_number', 'input_text', 'input_object', 'echo', 'csv'] as const)(
    'are identified by an error file of the form %s',
    async (errorFile) => {
      const { statuses, outcomes, log } = await delivered({ errorFile }, accounts);
      expect(statuses).toEqual(expected);
      expect(outcomes?.[1]).toMatchObject({
        reason: expect.stringMatching(
          errorFile === 'line_number'
            ? /^mediarithmics rejected a line.* only a number/
            : /rejected the line$/,
        ),
        providerMessage: expect.any(String),
      });
      expect(log.lines.join()).not.toContain('be identified');
    },
  );

  it('are identified by an error file that is larger than other responses may be', async () => {
    const long = 'x'.repeat(60_000);
    const many = Array.from({ length: 300 }, (_, n) => `${n % 100 === 0 ? 'good' : 'poison'}-${n}-${long}`);
    const { statuses, log } = await delivered({ errorFile: 'input_text' }, many);
    expect(statuses).toEqual(many.map((each) => (each.startsWith('good') ? 'delivered' : 'rejected')));
    expect(log.lines.join()).not.toContain('be identified');
  });

  it('are counted from 0 if the file has a 0', async () => {
    const { statuses } = await delivered({ errorFile: 'line_number_from_0' }, ['poison', 'a', 'b', 'poison']);
    expect(statuses).toEqual(['rejected', 'delivered', 'delivered', 'rejected']);
  });

  it.each([
    ['text', 'does not name them'],
    ['missing', 'could not be read'],
    ['none', 'is missing'],
  ] as const)(
    'that can’t be identified (error file: %s) are counted on rows from the end, with a warning',
    async (errorFile, says) => {
      const { statuses, outcomes, log } = await delivered({ errorFile }, accounts);
      expect(statuses).toEqual(['delivered', 'delivered', 'delivered', 'rejected', 'rejected']);
      expect(outcomes?.[4]).toMatchObject({
        reason: expect.stringContaining('is counted in its place'),
      });
      expect(outcomes?.[4]).not.toHaveProperty('providerMessage');
      const warning = log.lines.find((line) => line.includes('rejected'));
      expect(warning).toContain('rejected 2 of 5 lines, and 2 of them');
      expect(warning).toContain(says);
      expect(warning).toContain('replay does not deliver the failed ones');
    },
  );

  it('wait for an error file that cannot be read, and the log says why and when it is requested again', async () => {
    const { statuses, log, clock } = await delivered({ errorFile: 'missing' }, accounts);
    expect(statuses).toContain('rejected');
    const said = log.lines.filter((line) => line.includes('The error file of the execution'));
    expect(said.map((line) => /Trying again in \d+ s|not requested again/.exec(line)?.[0])).toEqual([
      'Trying again in 2 s',
      'Trying again in 5 s',
      'Trying again in 15 s',
      'Trying again in 30 s',
      'not requested again',
    ]);
    expect(said[0]).toMatch(/of the document import \S+ could not be read\. .*404/);
    expect(clock.monotonic()).toBeGreaterThanOrEqual(52_000);
  });

  it('include lines that the job counts neither as successful nor as failed', async () => {
    const { statuses, outcomes, log } = await delivered({ outcomes: ['swallows_a_line'] }, ['a', 'b', 'c']);
    expect(statuses).toEqual(['delivered', 'delivered', 'rejected']);
    expect(outcomes?.[2]).toMatchObject({
      reason: expect.stringContaining('neither as successful nor as failed'),
    });
    expect(log.lines.join()).toContain('rejected 0 of 3 lines and gave no result for 1');
  });

  it.each(['has_no_result', 'counts_no_line'] as const)(
    'end the sync if the job gives no line an outcome (%s)',
    async (outcome) => {
      const { statuses } = await delivered({ outcomes: [outcome] }, ['a', 'b']);
      expect(statuses).toMatchObject({
        ...{ kind: 'transient', code: 'ERR_EXECUTION_UNCOUNTED', exhausted: true },
        message: expect.stringContaining('without the numbers of successful and failed lines among its 2'),
      });
    },
  );

  it('are found if the counts appear after the end of the job', async () => {
    const { statuses, log } = await delivered({ outcomes: ['counts_late'] }, accounts);
    expect(statuses).toEqual(expected);
    expect(log.lines.join()).not.toContain('be identified');
  });

  it('end the sync if the job has an error and no counts', async () => {
    const { statuses } = await delivered({ outcomes: ['succeeds_with_an_error'] }, ['a', 'b']);
    expect(statuses).toMatchObject({ kind: 'transient', code: 'ERR_EXECUTION_UNCOUNTED', exhausted: true });
  });

  it('are logged without text of the records', async () => {
    for (const errorFile of ['text', 'echo'] as const)
      expect((await delivered({ errorFile }, accounts)).log.lines.join()).not.toContain('poison');
  });
});

describe('a document that arrived truncated', () => {
  /** Delivers a batch as the engine does, with the first documents truncated. */
  async function withCuts(cuts: number, config: object = {}) {
    const sync = connected({ config });
    const texts = ['a', 'b'].map((account) => {
      const line = JSON.parse(activity(account)) as object;
      return JSON.stringify({ ...line, $unique_key: `02d7172d-2598-11eb-8b8d-3db370c1a4e${account}` });
    });
    const batch = testBatch(texts, { framing: ndjson });
    let sent = 0;
    sync.trouble.with = (request) => {
      if (request.method === 'GET' || !request.path.endsWith('/executions')) return undefined;
      if (++sent > cuts) return undefined;
      return {
        response: { status: 200, headers: {}, text: String(sync.provider.handlePartially(request, 1).body) },
      };
    };
    const ends: Awaited<ReturnType<typeof outcomeOf>>[] = [];
    do ends.push(await outcomeOf(sync.documents.deliver(batch, format), batch, sync));
    while ((ends.at(-1) as ConnectorError).retryable);
    return { ...sync, ends, sent };
  }

  it.each([{}, { upload_format: 'multipart' }])(
    'is sent again without duplicating lines: %o',
    async (config) => {
      const { ends, sent, provider } = await withCuts(2, config);
      expect(ends).toMatchObject([
        { kind: 'transient', code: 'ERR_DOCUMENT_CUT' },
        { kind: 'transient', code: 'ERR_DOCUMENT_CUT' },
        ['delivered', 'delivered'],
      ]);
      expect(sent).toBe(3);
      expect(provider.lines.map(({ value }) => value.$user_account_id)).toEqual(['a', 'b']);
      expect(new Set(provider.jobs.map((job) => job.import.id)).size).toBe(1);
    },
  );

  it('four times ends the sync with advice', async () => {
    const { ends, sent } = await withCuts(10);
    expect(sent).toBe(4);
    expect(ends.at(-1)).toMatchObject({
      kind: 'transient',
      code: 'ERR_DOCUMENT_CUT',
      exhausted: true,
      message: expect.stringMatching(/sent 4 times.*\(document_max_bytes\)/),
    });
  });
});

it('a job that counts fewer outcomes than lines, and reports no number of lines, has a truncated document', async () => {
  const sync = connected({ emulator: { outcomes: ['swallows_a_line'] } });
  const batch = testBatch(['a', 'b', 'c'].map(activity), { framing: ndjson });
  sync.trouble.with = (request) => {
    if (request.method !== 'GET' || !/executions\/\d+$/.test(request.path)) return undefined;
    const { status, body } = sync.provider.handle(request);
    const text = String(body).replace(/"number_of_lines":\s*\d+/, '"number_of_lines":null');
    return { response: { status, headers: {}, text } };
  };
  expect(await outcomeOf(sync.documents.deliver(batch, format), batch, sync)).toMatchObject({
    ...{ kind: 'transient', code: 'ERR_DOCUMENT_CUT' },
    message: expect.stringContaining('received 2 of the 3 lines that were sent'),
  });
});

it('a reported number of lines that is too small only causes a warning if all outcomes are counted', async () => {
  const sync = connected();
  const batch = testBatch(['a', 'b', 'c'].map(activity), { framing: ndjson });
  sync.trouble.with = (request) => {
    if (request.method !== 'GET' || !/executions\/\d+$/.test(request.path)) return undefined;
    const { status, body } = sync.provider.handle(request);
    const text = String(body).replace(/"number_of_lines":\s*\d+/, '"number_of_lines":1');
    return { response: { status, headers: {}, text } };
  };
  const statuses = await outcomeOf(sync.documents.deliver(batch, format), batch, sync);
  expect(statuses).toEqual(['delivered', 'delivered', 'delivered']);
  expect(sync.log.lines.join()).toContain('reports 1 received lines of the 3 that were sent');
});

const empty = (status: number) => ({ response: { status, headers: {}, text: '' } });
const notFound = empty(404);

it.each([
  ['returns no response', 'response lost'],
  ['is not found yet', notFound],
  ['has an empty body', empty(200)],
  ['has no content', empty(204)],
] as const)('an error file that %s is requested again', async (_, trouble) => {
  const sync = connected({ emulator: { failLinesWith: 'poison' } });
  let requests = 0;
  sync.trouble.with = ({ path }) => (path === '/v1/data_file/data' && ++requests < 3 ? trouble : undefined);
  const batch = testBatch(['poison', 'a'].map(activity), { framing: ndjson });
  expect(await outcomeOf(sync.documents.deliver(batch, format), batch, sync)).toEqual([
    'rejected',
    'delivered',
  ]);
  expect(requests).toBe(3);
});

describe('an unusual response of the provider', () => {
  /** Delivers lines of which two fail, with some responses replaced. */
  async function withResponses(replace: (path: string, text: string) => string | number | undefined) {
    const sync = connected({ emulator: { failLinesWith: 'poison' } });
    sync.trouble.with = (request) => {
      const usual = String(sync.provider.handle(request).body);
      const odd = request.method === 'GET' ? replace(request.path, usual) : undefined;
      if (odd === undefined) return { response: { status: 200, headers: {}, text: usual } };
      const status = typeof odd === 'number' ? odd : 200;
      return { response: { status, headers: {}, text: String(odd) } };
    };
    const batch = testBatch(accounts.map(activity), { framing: ndjson });
    return { ...sync, end: await outcomeOf(sync.documents.deliver(batch, format), batch, sync) };
  }
  const isFile = (path: string) => path === '/v1/data_file/data';

  it('with the count of failed lines only still rejects them', async () => {
    const { end } = await withResponses((_path, text) => text.replace('"total_success":3,', ''));
    expect(end).toEqual(expected);
  });

  it('whose error file names more lines than failed identifies none', async () => {
    const all = accounts
      .map((account) => JSON.stringify({ input: activity(account), error: null }))
      .join('\n');
    const { end, log } = await withResponses((path) => (isFile(path) ? all : undefined));
    expect(end).toEqual(['delivered', 'delivered', 'delivered', 'rejected', 'rejected']);
    expect(log.lines.join()).toContain('its error file names more than that');
  });

  it('that rejects the token for the error file ends the sync without rejecting records', async () => {
    const { end } = await withResponses((path) => (isFile(path) ? 401 : undefined));
    expect(end).toMatchObject({ kind: 'auth', code: 'ERR_TOKEN_REJECTED' });
  });
});
