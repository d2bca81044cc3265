import { describe, expect, it } from 'vitest';
import { type ConnectorError, ndjson, type Settlement } from '#cdk';
import type { MediarithmicsOptions } from '../../../integration_tests/emulators/mediarithmics/options.ts';
import { outcomesOf as settledOutcomes } from '../../../src/engine/batching/settlement.ts';
import { batchOf } from '../../../src/engine/testing/fixtures.ts';
import { activity, connected, outcomeOf } from '../testing/connected.ts';

const kind = { type: 'USER_ACTIVITY', mimeType: 'APPLICATION_X_NDJSON' } as const;

async function delivered(emulator: MediarithmicsOptions, accounts: readonly string[], config: object = {}) {
  const sync = connected({ emulator: { failLinesWith: 'poison', ...emulator }, config });
  const batch = batchOf(accounts.map(activity), { framing: ndjson });
  const delivery = sync.documents.deliver(batch, kind);
  let settlement: Settlement | undefined;
  delivery.then(
    (value) => (settlement = value),
    () => undefined,
  );
  const statuses = await outcomeOf(delivery, batch, sync);
  const of = settlement && settledOutcomes(settlement, batch);
  return { ...sync, statuses, outcomes: of && accounts.map((_, index) => of(index)) };
}

const accounts = ['a', 'poison-1', 'b', 'poison-2', 'c'];
const told = ['delivered', 'rejected', 'delivered', 'rejected', 'delivered'];

describe('lines that failed in a job that succeeded', () => {
  it.each(['line_number', 'input_text', 'input_object', 'echo', 'csv'] as const)(
    'are found in an error file of the form %s',
    async (errorFile) => {
      const { statuses, outcomes, log } = await delivered({ errorFile }, accounts);
      expect(statuses).toEqual(told);
      expect(outcomes?.[1]).toMatchObject({
        reason: expect.stringMatching(
          errorFile === 'line_number' ? /^mediarithmics refused a line.* only a number/ : /refused the line$/,
        ),
        providerMessage: expect.any(String),
      });
      expect(log.lines.join()).not.toContain('be told from');
    },
  );

  it('are counted from 0 where the file has a 0', async () => {
    const { statuses } = await delivered({ errorFile: 'line_number_from_0' }, ['poison', 'a', 'b', 'poison']);
    expect(statuses).toEqual(['rejected', 'delivered', 'delivered', 'rejected']);
  });

  it.each([
    ['text', 'does not name them'],
    ['missing', 'could not be read'],
    ['none', 'is missing'],
  ] as const)(
    'that nobody can tell from the others (%s) are counted on rows from the end, and told of',
    async (errorFile, says) => {
      const { statuses, outcomes, log } = await delivered({ errorFile }, accounts);
      expect(statuses).toEqual(['delivered', 'delivered', 'delivered', 'rejected', 'rejected']);
      expect(outcomes?.[4]).toMatchObject({
        reason: expect.stringContaining('stands for one in the counts'),
      });
      expect(outcomes?.[4]).not.toHaveProperty('providerMessage');
      const warning = log.lines.find((line) => line.includes('refused'));
      expect(warning).toContain('refused 2 of 5 lines, and 2 of them');
      expect(warning).toContain(says);
    },
  );

  it('are those that the job counted neither as good nor as bad, too', async () => {
    const { statuses } = await delivered({ outcomes: ['swallows_a_line'] }, ['a', 'b', 'c']);
    expect(statuses).toEqual(['delivered', 'delivered', 'rejected']);
  });

  it('are none where nothing was counted; that is told', async () => {
    const { statuses, log } = await delivered({ outcomes: ['has_no_result'] }, ['a', 'b']);
    expect(statuses).toEqual(['delivered', 'delivered']);
    expect(log.lines.join()).toContain('without saying how many');
  });

  it('are waited for where the counts come later than the end', async () => {
    const { statuses, log } = await delivered({ outcomes: ['counts_late'] }, accounts);
    expect(statuses).toEqual(told);
    expect(log.lines.join()).not.toContain('without saying how many');
  });

  it('are answered for by nobody where there is an error and no count: the sync ends', async () => {
    const { statuses } = await delivered({ outcomes: ['succeeds_with_an_error'] }, ['a', 'b']);
    expect(statuses).toMatchObject({ kind: 'transient', code: 'ERR_EXECUTION_UNCOUNTED', exhausted: true });
  });

  it('are told of with no word of the records', async () => {
    for (const errorFile of ['text', 'echo'] as const)
      expect((await delivered({ errorFile }, accounts)).log.lines.join()).not.toContain('poison');
  });
});

describe('a document that arrived with fewer lines than it had', () => {
  /** Delivers as the engine does, with the first documents cut, in the ways that a sync can send them. */
  async function withCuts(cuts: number, config: object = {}) {
    const sync = connected({ config });
    const texts = ['a', 'b'].map((account) => {
      const line = JSON.parse(activity(account)) as object;
      return JSON.stringify({ ...line, $unique_key: `02d7172d-2598-11eb-8b8d-3db370c1a4e${account}` });
    });
    const batch = batchOf(texts, { framing: ndjson });
    let sent = 0;
    sync.trouble.with = (request) => {
      if (request.method === 'GET' || !request.path.endsWith('/executions')) return undefined;
      if (++sent > cuts) return undefined;
      return {
        answer: { status: 200, headers: {}, text: String(sync.provider.handlePartly(request, 1).body) },
      };
    };
    const ends: Awaited<ReturnType<typeof outcomeOf>>[] = [];
    do ends.push(await outcomeOf(sync.documents.deliver(batch, kind), batch, sync));
    while ((ends.at(-1) as ConnectorError).retryable);
    return { ...sync, ends, sent };
  }

  it.each([{}, { upload_format: 'multipart' }])(
    'is sent again, and what is there already is not doubled: %o',
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

  it('each time ends the sync, and the error says what may help', async () => {
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

it('a number of lines that is too small is only told of where the outcomes of all lines are counted', async () => {
  const sync = connected();
  const batch = batchOf(['a', 'b', 'c'].map(activity), { framing: ndjson });
  sync.trouble.with = (request) => {
    if (request.method !== 'GET' || !/executions\/\d+$/.test(request.path)) return undefined;
    const { status, body } = sync.provider.handle(request);
    const text = String(body).replace(/"number_of_lines":\s*\d+/, '"number_of_lines":1');
    return { answer: { status, headers: {}, text } };
  };
  const statuses = await outcomeOf(sync.documents.deliver(batch, kind), batch, sync);
  expect(statuses).toEqual(['delivered', 'delivered', 'delivered']);
  expect(sync.log.lines.join()).toContain('got 1 lines of the 3 that were sent');
});

const notFound = { answer: { status: 404, headers: {}, text: '' } };

it.each([
  ['does not answer', 'answer lost'],
  ['is not there yet', notFound],
] as const)('an error file that %s is asked for again', async (_, trouble) => {
  const sync = connected({ emulator: { failLinesWith: 'poison' } });
  let asked = 0;
  sync.trouble.with = ({ path }) => (path === '/v1/data_file/data' && ++asked < 3 ? trouble : undefined);
  const batch = batchOf(['poison', 'a'].map(activity), { framing: ndjson });
  expect(await outcomeOf(sync.documents.deliver(batch, kind), batch, sync)).toEqual([
    'rejected',
    'delivered',
  ]);
  expect(asked).toBe(3);
});

describe('an answer of the provider that is odd', () => {
  /** Delivers lines of which two fail, with this in place of some answers. */
  async function withAnswers(replace: (path: string, text: string) => string | number | undefined) {
    const sync = connected({ emulator: { failLinesWith: 'poison' } });
    sync.trouble.with = (request) => {
      const usual = String(sync.provider.handle(request).body);
      const odd = request.method === 'GET' ? replace(request.path, usual) : undefined;
      if (odd === undefined) return { answer: { status: 200, headers: {}, text: usual } };
      const status = typeof odd === 'number' ? odd : 200;
      return { answer: { status, headers: {}, text: String(odd) } };
    };
    const batch = batchOf(accounts.map(activity), { framing: ndjson });
    return { ...sync, end: await outcomeOf(sync.documents.deliver(batch, kind), batch, sync) };
  }
  const isFile = (path: string) => path === '/v1/data_file/data';

  it('counts only the lines that failed: they are rejected all the same', async () => {
    const { end } = await withAnswers((_path, text) => text.replace('"total_success":3,', ''));
    expect(end).toEqual(told);
  });

  it('names more lines than failed: none is blamed for what it says', async () => {
    const all = accounts
      .map((account) => JSON.stringify({ input: activity(account), error: null }))
      .join('\n');
    const { end, log } = await withAnswers((path) => (isFile(path) ? all : undefined));
    expect(end).toEqual(['delivered', 'delivered', 'delivered', 'rejected', 'rejected']);
    expect(log.lines.join()).toContain('its error file names more than that');
  });

  it('refuses the token for the error file: the sync ends before anything is blamed', async () => {
    const { end } = await withAnswers((path) => (isFile(path) ? 401 : undefined));
    expect(end).toMatchObject({ kind: 'auth', code: 'ERR_TOKEN_REFUSED' });
  });
});
