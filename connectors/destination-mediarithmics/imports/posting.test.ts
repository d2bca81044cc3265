import { ConnectorError } from '@airbyte-ts/cdk';
import { describe, expect, it } from 'vitest';
import { batchFor, connected, countOf, outcomeOf, type Trouble } from '../testing/connected.ts';

const format = { type: 'USER_ACTIVITY', mimeType: 'APPLICATION_X_NDJSON' } as const;
const shared = {
  id: '77',
  document_type: 'USER_ACTIVITY',
  mime_type: 'APPLICATION_X_NDJSON',
  encoding: 'utf-8',
  name: 'everybody’s',
} as const;

type Sync = ReturnType<typeof connected>;
const accounts = ({ provider }: Sync) => {
  provider.finishAll();
  return provider.lines.map(({ value }) => value.$user_account_id).sort();
};
/** Applies a fault to the n-th POST of a document. */
const atPost = (n: number, trouble: Trouble) => {
  let seen = 0;
  return ({ method, path }: { method: string; path: string }) =>
    method === 'POST' && path.endsWith('/executions') && ++seen === n ? trouble : undefined;
};

/** Delivers as the engine does, with the same batch again after a transient error. */
async function delivered(sync: Sync, batch = batchFor('a', 'b')) {
  for (let turn = 0; turn < 5; turn++) {
    const end = await outcomeOf(sync.documents.deliver(batch, format), batch, sync);
    if (!(end instanceof ConnectorError) || !end.retryable) return end;
  }
  throw new Error('it is repeated for ever');
}

describe('a document whose response was lost', () => {
  it('is found among the executions of its import, and not sent again', async () => {
    const sync = connected({ trouble: atPost(1, 'response lost') });
    expect(await delivered(sync)).toEqual(['delivered', 'delivered']);
    expect([accounts(sync), countOf(sync.requests, 'POST', '/executions')]).toEqual([['a', 'b'], 1]);
  });

  it('is not confused with a document whose response arrived', async () => {
    const sync = connected({
      trouble: atPost(2, 'response lost'),
      emulator: { outcomes: ['succeeds', 'lost'] },
    });
    const ends = [batchFor('a', 'b'), batchFor('c', 'd')].map((batch) => delivered(sync, batch));
    expect(await Promise.all(ends)).toEqual([
      ['delivered', 'delivered'],
      expect.objectContaining({ code: 'ERR_EXECUTION_FAILED' }),
    ]);
  });

  it('is looked up again if the list is late', async () => {
    const sync = connected({ trouble: atPost(1, 'response lost'), emulator: { listedAfterMs: 12_000 } });
    expect(await delivered(sync)).toEqual(['delivered', 'delivered']);
    expect([accounts(sync), countOf(sync.requests, 'POST', '/executions')]).toEqual([['a', 'b'], 1]);
  });

  it('is found if it arrives after the error', async () => {
    const sync = connected({ trouble: atPost(1, { arrivesAfterMs: 9_000 }) });
    expect(await delivered(sync)).toEqual(['delivered', 'delivered']);
    expect(accounts(sync)).toEqual(['a', 'b']);
  });

  it('is sent to another import if it is not found, and found in the first one if it was late', async () => {
    const sync = connected({ trouble: atPost(1, 'never arrives') });
    expect(await delivered(sync)).toEqual(['delivered', 'delivered']);
    expect([accounts(sync), countOf(sync.requests, 'POST', '/executions')]).toEqual([['a', 'b'], 2]);
    expect(sync.provider.imports).toHaveLength(2);

    const late = connected({ trouble: atPost(1, { arrivesAfterMs: 40_000 + 1 }) });
    const batch = batchFor('a', 'b');
    expect(await outcomeOf(late.documents.deliver(batch, format), batch, late)).toMatchObject({
      kind: 'transient',
    });
    expect(await delivered(late, batch)).toEqual(['delivered', 'delivered']);
    expect([accounts(late), countOf(late.requests, 'POST', '/executions')]).toEqual([['a', 'b'], 1]);
  });

  it('is not confused with another: its import gets no further document until it is found', async () => {
    const sync = connected({ trouble: atPost(1, { arrivesAfterMs: 60_000 }) });
    const [first, second] = [batchFor('a'), batchFor('b')];
    const ends = [first, second].map((batch) =>
      outcomeOf(sync.documents.deliver(batch, format), batch, sync),
    );
    expect((await Promise.all(ends))[1]).toEqual(['delivered']);
    const [one, other] = sync.provider.imports.map(({ id }) => id);
    expect(sync.provider.jobs.map((job) => job.import.id)).toEqual([other, one]);
    expect(await delivered(sync, first)).toEqual(['delivered']);
    expect(accounts(sync)).toEqual(['a', 'b']);
  });

  it('is found if an intermediary sent it twice', async () => {
    const sync = connected({
      trouble(request) {
        const trouble = atFirst(request);
        if (trouble) sync.provider.handle(request);
        return trouble;
      },
    });
    const atFirst = atPost(1, 'response lost');
    expect(await delivered(sync)).toEqual(['delivered', 'delivered']);
    expect(countOf(sync.requests, 'POST', '/executions')).toBe(1);
  });

  it('is not looked up if the response is a rejection', async () => {
    const sync = connected({ trouble: atPost(1, { response: { status: 429, headers: {}, text: '' } }) });
    const batch = batchFor('a');
    expect(await outcomeOf(sync.documents.deliver(batch, format), batch, sync)).toMatchObject({
      kind: 'rate_limit',
    });
    expect([countOf(sync.requests, 'GET', '/executions'), sync.clock.monotonic()]).toEqual([0, 0]);
  });
});

describe('in a shared import', () => {
  const others = (lines: readonly string[], sync: Sync): void => {
    const body = Buffer.concat([...batchFor(...lines).body()]);
    const headers = { authorization: 'emulator-key', 'content-type': 'application/x-ndjson' };
    const path = '/v1/datamarts/1502/document_imports/77/executions';
    const now = { at: sync.clock.monotonic(), wallAt: sync.clock.wall() };
    sync.provider.handle({
      number: 0,
      method: 'POST',
      path,
      query: new URLSearchParams(),
      search: '',
      headers,
      body,
      ...now,
    });
  };

  /** Loses the response to the first document, while another client sends one with these lines. */
  function start(
    meanwhile: readonly string[],
    setup: Parameters<typeof connected>[0] = {},
    what: Trouble = 'response lost',
  ): Sync {
    const lost = atPost(1, what);
    const sync: Sync = connected({
      config: { document_import_id: '77', ...setup.config },
      emulator: { imports: [shared], ...setup.emulator },
      trouble(request) {
        const trouble = lost(request);
        if (trouble && meanwhile.length > 0) others(meanwhile, sync);
        return trouble;
      },
    });
    return sync;
  }

  it('a named document is found by its name, after the execution has it', async () => {
    const sync = start(['v', 'w'], {
      config: { upload_format: 'multipart' },
      emulator: { pendingMs: 90_000 },
    });
    others(['x', 'y'], sync);
    expect(await delivered(sync)).toEqual(['delivered', 'delivered']);
    expect(countOf(sync.requests, 'POST', '/executions')).toBe(1);
    expect(accounts(sync)).toEqual(['a', 'b', 'v', 'w', 'x', 'y']);
  });

  it('a raw document is found by its content, among others with as many lines', async () => {
    const sync = start(['v', 'w'], { emulator: { pendingMs: 90_000 } });
    others(['x', 'y'], sync);
    expect(await delivered(sync)).toEqual(['delivered', 'delivered']);
    expect(countOf(sync.requests, 'POST', '/executions')).toBe(1);
    expect(accounts(sync)).toEqual(['a', 'b', 'v', 'w', 'x', 'y']);
  });

  it('a raw document that never arrived is not confused with another with as many lines', async () => {
    const sync = start(['x', 'y'], {}, 'never arrives');
    expect(await delivered(sync)).toEqual(['delivered', 'delivered']);
    expect(accounts(sync)).toEqual(['a', 'b', 'x', 'y']);
  });

  it('a raw document that can’t be read back is sent again', async () => {
    const sync = start([], { emulator: { inputFiles: false } });
    expect(await delivered(sync)).toEqual(['delivered', 'delivered']);
    expect(accounts(sync)).toEqual(['a', 'a', 'b', 'b']);
  });

  it('a list of executions with the oldest first is read to its end', async () => {
    const sync = start([], {
      emulator: { listOrder: 'oldest_first', pageSize: 3 },
      config: { upload_format: 'multipart' },
    });
    for (let n = 0; n < 50; n++) {
      others(['x'], sync);
      await sync.clock.advance(1);
    }
    expect(await delivered(sync)).toEqual(['delivered', 'delivered']);
    expect(countOf(sync.requests, 'POST', '/executions')).toBe(1);
  });

  it('a list of executions with many pages is read until a page has nothing new', async () => {
    const sync = start([], { emulator: { pageSize: 3 } });
    for (let n = 0; n < 10; n++) others(['x'], sync);
    expect(await delivered(sync)).toEqual(['delivered', 'delivered']);
    expect(countOf(sync.requests, 'POST', '/executions')).toBe(1);
  });
});
