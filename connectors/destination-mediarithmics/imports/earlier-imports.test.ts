import { describe, expect, it } from 'vitest';
import { A_RUN } from '../../../src/engine/testing/fixtures.ts';
import { config, connected, outcomeOf, profileBatch } from '../testing/connected.ts';
import { Earlier } from './earlier-imports.ts';

const kind = { type: 'USER_PROFILE', mimeType: 'APPLICATION_X_NDJSON', isOrdered: true } as const;
const shared = {
  id: '77',
  document_type: 'USER_PROFILE',
  mime_type: 'APPLICATION_X_NDJSON',
  encoding: 'utf-8',
  name: 'everybody’s',
} as const;

type Sync = ReturnType<typeof connected>;

/** A sync that ends at once when its document is accepted, and what it leaves behind waits for so long. */
async function killed(
  pendingMs: readonly number[],
  setup: Parameters<typeof connected>[0] = {},
): Promise<Sync> {
  const sync = connected({ ...setup, emulator: { ...setup.emulator, pendingMs: [...pendingMs] } });
  sync.documents.deliver(profileBatch({ version: 1 }), kind).catch(() => undefined);
  while (sync.provider.jobs.length === 0) await sync.clock.advance(1);
  return sync;
}
/** The sync after it: how its document ended, and the version that is there when all jobs are over. */
async function next(before: Sync, setup: Parameters<typeof connected>[0] = {}, sending: object = {}) {
  const sync = connected({ ...setup, beside: before });
  const batch = profileBatch({ version: 2 });
  const end = await outcomeOf(sync.documents.deliver(batch, { ...kind, ...sending }), batch, sync);
  sync.provider.finishAll();
  const { user_profile } = [...sync.provider.state.values()][0] as { user_profile: { version: number } };
  const [first, second] = sync.provider.jobs;
  return { ...sync, end, version: user_profile.version, heldMs: second!.createdAt - first!.createdAt };
}

describe('a document that a killed sync left in the queue', () => {
  it('is read before the next sync of the stream sends newer rows', async () => {
    const { end, version, log } = await next(await killed([600_000, 0]));
    expect([end, version]).toEqual([['delivered'], 2]);
    expect(log.lines.join()).toContain('1 documents of earlier syncs');
  });

  it('is waited for in the configured import too, whoever sent it', async () => {
    const setup = { config: { document_import_id: '77' }, emulator: { imports: [shared] } };
    const { end, version } = await next(await killed([600_000, 0], setup), setup);
    expect([end, version]).toEqual([['delivered'], 2]);
  });

  it('is not cancelled: a stream of that name may be another connection’s', async () => {
    const { requests, provider } = await next(await killed([600_000, 0]));
    expect(requests.filter(({ path }) => path.endsWith('/action'))).toEqual([]);
    expect(provider.jobs.map(({ canceledAt }) => canceledAt)).toEqual([undefined, undefined]);
  });

  it('that does not end holds the next sync up for the time that a job may take, and is told of', async () => {
    const before = await killed([0], { emulator: { outcomes: ['not_responding'] } });
    const { end, log, heldMs } = await next(before);
    expect(end).toEqual(['delivered']);
    expect(heldMs).toBeGreaterThanOrEqual(3_600_000);
    expect(log.lines.join()).toMatch(/execution 990001 .* does not end. The sync .* goes on/);
  });

  it('and does not end holds up none after a day', async () => {
    const before = await killed([0], { emulator: { outcomes: ['not_responding'] } });
    await before.clock.advance(25 * 3_600_000);
    expect((await next(before)).heldMs).toBeLessThan(25 * 3_600_000 + 1_000);
  });

  it('of another stream, or of one without an order, is nobody’s affair', async () => {
    const held = async (sending: object) => (await next(await killed([600_000, 0]), {}, sending)).heldMs;
    expect(await held({ isOrdered: false })).toBeLessThan(1_000);
    expect(await held({ type: 'USER_CHOICE' })).toBeLessThan(1_000);
  });
});

it('what earlier syncs left is looked for once for a stream', async () => {
  const sync = connected();
  const earlier = new Earlier(sync.api, config(), sync.context, { pollMs: 5_000, timeoutMs: 60_000 });
  await Promise.all([earlier.over(A_RUN, kind), earlier.over(A_RUN, kind)]);
  await earlier.over(A_RUN, kind);
  expect(sync.requests).toHaveLength(1);
});

it('a token that may list nothing sends all the same, and that is told', async () => {
  const sync = connected({
    trouble: ({ method, path }) =>
      method === 'GET' && path.endsWith('/document_imports')
        ? { answer: { status: 403, headers: {}, text: '' } }
        : undefined,
  });
  const batch = profileBatch({ version: 1 });
  expect(await outcomeOf(sync.documents.deliver(batch, kind), batch, sync)).toEqual(['delivered']);
  expect(sync.log.lines.join()).toContain('may not list');
});
