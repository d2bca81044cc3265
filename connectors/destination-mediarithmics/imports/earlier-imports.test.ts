import { testStreamRun } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import { config, connected, outcomeOf, profileBatch } from '../testing/connected.ts';
import { EarlierImports } from './earlier-imports.ts';

const format = { type: 'USER_PROFILE', mimeType: 'APPLICATION_X_NDJSON', isOrdered: true } as const;
const shared = {
  id: '77',
  document_type: 'USER_PROFILE',
  mime_type: 'APPLICATION_X_NDJSON',
  encoding: 'utf-8',
  name: 'everybody’s',
} as const;

type Sync = ReturnType<typeof connected>;

/** A sync that is killed after its document is accepted; the job stays pending for a time. */
async function killed(
  pendingMs: readonly number[],
  setup: Parameters<typeof connected>[0] = {},
): Promise<Sync> {
  const sync = connected({ ...setup, emulator: { ...setup.emulator, pendingMs: [...pendingMs] } });
  sync.documents.deliver(profileBatch({ version: 1 }), format).catch(() => undefined);
  while (sync.provider.jobs.length === 0) await sync.clock.advance(1);
  return sync;
}
/** The next sync: the outcome of its document, and the stored version after all jobs have ended. */
async function next(before: Sync, setup: Parameters<typeof connected>[0] = {}, sending: object = {}) {
  const sync = connected({ ...setup, beside: before });
  const batch = profileBatch({ version: 2 });
  const end = await outcomeOf(sync.documents.deliver(batch, { ...format, ...sending }), batch, sync);
  sync.provider.finishAll();
  const { user_profile } = [...sync.provider.state.values()][0] as { user_profile: { version: number } };
  const [first, second] = sync.provider.jobs;
  return { ...sync, end, version: user_profile.version, heldMs: second!.createdAt - first!.createdAt };
}

describe('a queued document of a killed sync', () => {
  it('is read before the next sync of the stream sends newer rows', async () => {
    const { end, version, log } = await next(await killed([600_000, 0]));
    expect([end, version]).toEqual([['delivered'], 2]);
    expect(log.lines.join()).toContain('1 documents of earlier syncs');
  });

  it('is waited for in the configured import, also if another client sent it', async () => {
    const setup = { config: { document_import_id: '77' }, emulator: { imports: [shared] } };
    const { end, version } = await next(await killed([600_000, 0], setup), setup);
    expect([end, version]).toEqual([['delivered'], 2]);
  });

  it('is not cancelled, because it may belong to another connection', async () => {
    const { requests, provider } = await next(await killed([600_000, 0]));
    expect(requests.filter(({ path }) => path.endsWith('/action'))).toEqual([]);
    expect(provider.jobs.map(({ canceledAt }) => canceledAt)).toEqual([undefined, undefined]);
  });

  it('that does not end delays the next sync by the execution timeout, with a warning', async () => {
    const before = await killed([0], { emulator: { outcomes: ['not_responding'] } });
    const { end, log, heldMs } = await next(before);
    expect(end).toEqual(['delivered']);
    expect(heldMs).toBeGreaterThanOrEqual(3_600_000);
    expect(log.lines.join()).toMatch(/execution 990001 .* does not end. The sync .* continues/);
  });

  it('that does not end is ignored after a day', async () => {
    const before = await killed([0], { emulator: { outcomes: ['not_responding'] } });
    await before.clock.advance(25 * 3_600_000);
    expect((await next(before)).heldMs).toBeLessThan(25 * 3_600_000 + 1_000);
  });

  it('is ignored by other streams, and by streams without an order', async () => {
    const held = async (sending: object) => (await next(await killed([600_000, 0]), {}, sending)).heldMs;
    expect(await held({ isOrdered: false })).toBeLessThan(1_000);
    expect(await held({ type: 'USER_CHOICE' })).toBeLessThan(1_000);
  });
});

it('EarlierImports looks for earlier jobs once per stream', async () => {
  const sync = connected();
  const earlier = new EarlierImports(sync.api, config(), sync.context, { pollMs: 5_000, timeoutMs: 60_000 });
  await Promise.all([earlier.waitFor(testStreamRun, format), earlier.waitFor(testStreamRun, format)]);
  await earlier.waitFor(testStreamRun, format);
  expect(sync.requests).toHaveLength(1);
});

it('EarlierImports continues with a warning if the token may not list executions', async () => {
  const sync = connected({
    trouble: ({ method, path }) =>
      method === 'GET' && path.endsWith('/document_imports')
        ? { response: { status: 403, headers: {}, text: '' } }
        : undefined,
  });
  const batch = profileBatch({ version: 1 });
  expect(await outcomeOf(sync.documents.deliver(batch, format), batch, sync)).toEqual(['delivered']);
  expect(sync.log.lines.join()).toContain('may not list');
});
