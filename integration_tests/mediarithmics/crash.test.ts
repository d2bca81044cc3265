import { afterEach, describe, expect, it } from 'vitest';
import { type Setup, startSyncs, visits } from './test-kit.ts';

let syncs: Awaited<ReturnType<typeof startSyncs>>;
const start = async (setup: Setup) => {
  syncs = await startSyncs({ ...setup, config: { document_max_records: 10, ...setup.config } });
  return syncs;
};
afterEach(() => syncs.close());

const records = visits(60);
/** Holds from the n-th effect of that name on. */
const nth = (n: number, what: string) => {
  let seen = 0;
  return (effect: string): boolean => effect === what && ++seen >= n;
};

/** Several jobs may end before the next poll, so only the first end is certainly observed alone. */
const moments = [
  ['between a document and the end of its job', 'accepted', [1, 3]],
  ['between the end of a job and the state', 'stored', [1]],
] as const;

describe.each(moments)('a sync that is killed %s', (_, what, numbers) => {
  it.each(numbers)(
    'at number %i continues from its last state without lost or repeated records',
    async (n) => {
      const { sync, provider } = await start({});
      const killed = await sync(records, { killAt: nth(n, what) });
      expect([killed.signal, killed.states.length < 6]).toEqual(['SIGKILL', true]);
      const from = killed.states.at(-1) ?? 0;
      provider.finishAll();
      const stored = new Set(provider.lines.map(({ value }) => value.id));
      expect(records.slice(0, from).every((_record, id) => stored.has(id))).toBe(true);

      const resumed = await sync(records, { from });
      expect([resumed.exitCode, resumed.states.at(-1)]).toEqual([0, 60]);
      provider.finishAll();
      expect(provider.lines.map(({ value }) => value.id).sort((a, b) => Number(a) - Number(b))).toEqual(
        records.map((_record, id) => id),
      );
    },
  );

  it('repeats only records after its last state, which their keys distinguish', async () => {
    const { sync, provider } = await start({ emulator: { dedupe: false } });
    const killed = await sync(records, { killAt: nth(numbers.at(-1)!, what) });
    const from = killed.states.at(-1) ?? 0;
    await sync(records, { from });
    provider.finishAll();
    const keys = new Map<unknown, Set<unknown>>();
    for (const { value } of provider.lines)
      keys.set(value.id, (keys.get(value.id) ?? new Set()).add(value.$unique_key));
    expect([...keys.values()].every((each) => each.size === 1)).toBe(true);
    const twice = provider.lines.length - keys.size;
    expect(keys.size).toBe(60);
    expect(twice).toBeLessThanOrEqual(60 - from);
  });

  it('ends with the last version of each row of a deduplicated stream', async () => {
    const { sync, provider } = await start({ type: 'USER_PROFILE', mode: 'append_dedup' });
    const versions = Array.from({ length: 60 }, (_version, n) => ({
      id: n % 20,
      user_account_id: `crm-${n % 20}`,
      version: n,
    }));
    const killed = await sync(versions, { killAt: nth(numbers.at(-1)!, what) });
    expect(killed.signal).toBe('SIGKILL');
    provider.finishAll();
    const resumed = await sync(versions, { from: killed.states.at(-1) ?? 0 });
    expect(resumed.exitCode).toBe(0);
    const last = [...provider.state.values()].map(
      ({ user_profile }) => (user_profile as { version: number }).version,
    );
    expect(last.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_row, n) => 40 + n));
  });
});

it('a deduplicated stream gets no old versions from a document that a killed sync left in the queue', async () => {
  const emulator = { pendingMs: [1_500, ...Array.from({ length: 20 }, () => 0)] };
  const { sync, provider } = await start({ type: 'USER_PROFILE', mode: 'append_dedup', emulator });
  const versions = (version: number) =>
    Array.from({ length: 10 }, (_row, id) => ({ id, user_account_id: `crm-${id}`, version }));
  const killed = await sync(versions(1), { killAt: nth(1, 'accepted') });
  expect([killed.signal, killed.states]).toEqual(['SIGKILL', []]);
  const resumed = await sync(versions(2));
  expect([resumed.exitCode, resumed.states]).toEqual([0, [10]]);
  provider.finishAll();
  const left = [...provider.state.values()].map(
    ({ user_profile }) => (user_profile as { version: number }).version,
  );
  expect(left).toEqual(versions(2).map(({ version }) => version));
});
