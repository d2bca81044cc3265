import { describe, expect, it } from 'vitest';
import { type ConnectorError, ndjson, type Settlement } from '#cdk';
import type { MediarithmicsOptions } from '../../../integration_tests/emulators/mediarithmics/options.ts';
import { Settlement as Settled } from '../../../src/engine/batch.ts';
import { batchOf } from '../../../src/engine/test-kit.ts';
import { activity, connected, outcomeOf } from '../test-kit.ts';

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
  const of = settlement && Settled.open(settlement, batch);
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
        reason: 'mediarithmics refused the line',
        words: expect.any(String),
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
      expect(outcomes?.[4]).not.toHaveProperty('words');
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

  it('are told of with no word of the records', async () => {
    for (const errorFile of ['text', 'echo'] as const)
      expect((await delivered({ errorFile }, accounts)).log.lines.join()).not.toContain('poison');
  });
});

it('a document that arrived with fewer lines than it had ends the sync', async () => {
  const sync = connected();
  const batch = batchOf(['a', 'b'].map(activity), { framing: ndjson });
  sync.trouble.with = (request) => {
    if (request.method === 'GET' || !request.path.endsWith('/executions')) return undefined;
    const cut = sync.provider.handlePartly(request, 1);
    return { answer: { status: 200, headers: {}, text: String(cut.body) } };
  };
  const error = await outcomeOf(sync.documents.deliver(batch, kind), batch, sync);
  expect(error).toMatchObject({ kind: 'transient', code: 'ERR_DOCUMENT_CUT' });
  expect((error as ConnectorError).retryable).toBe(false);
});

it('an error file that can’t be had at the moment is asked for again', async () => {
  const sync = connected({ emulator: { failLinesWith: 'poison' } });
  let asked = 0;
  sync.trouble.with = ({ path }) =>
    path === '/v1/data_file/data' && ++asked < 3 ? 'answer lost' : undefined;
  const batch = batchOf(['poison', 'a'].map(activity), { framing: ndjson });
  expect(await outcomeOf(sync.documents.deliver(batch, kind), batch, sync)).toEqual([
    'rejected',
    'delivered',
  ]);
  expect(asked).toBe(3);
});
