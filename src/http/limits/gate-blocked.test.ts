import { describe, expect, it } from 'vitest';
import { setUpGate } from '../testing/gate.ts';

describe('a request that has to wait at the gate', () => {
  const blocks = () => {
    const seen: [string, number][] = [];
    return { seen, entry: { onBlocked: (by: string, until: number) => void seen.push([by, until]) } };
  };

  it('learns that it waits for the pace, once', async () => {
    const { enter, visit, clock } = setUpGate({ requestsPerSecond: 5 });
    const { seen, entry } = blocks();
    void visit(['ok']);
    void visit(['ok']);
    void enter('', undefined, entry);
    expect(seen).toEqual([['pace', 200]]);
    await clock.advance(400);
    expect(seen).toHaveLength(1);
  });

  it('learns that it waits for the end of another, and then for the end of a rate limit', async () => {
    const { enter, clock, entered } = setUpGate({ maxConcurrency: 1 });
    const { seen, entry } = blocks();
    void enter();
    void enter('', undefined, entry);
    await clock.advance(7);
    expect(seen).toEqual([['place', Number.POSITIVE_INFINITY]]);
    entered[0]?.pass.done('throttled', 10_000);
    expect(seen.slice(1)).toEqual([['rate_limit', 10_007]]);
  });

  it('learns of a rate limit again only if that is extended', async () => {
    const { enter, visit, entered } = setUpGate();
    const { seen, entry } = blocks();
    void enter();
    await visit(['ok', 1000]);
    void enter('', undefined, entry);
    void enter();
    expect(seen).toEqual([['rate_limit', 1000]]);
    entered[0]?.pass.done('ok', 5000);
    expect(seen.slice(1)).toEqual([['rate_limit', 5000]]);
  });

  it('learns that it waits for a pause after failures', async () => {
    const { enter, visit } = setUpGate();
    const { seen, entry } = blocks();
    for (let n = 0; n < 10; n++) await visit(['failed']);
    void enter('', undefined, entry);
    expect(seen).toEqual([['pause', 5_000]]);
  });

  it('learns nothing if it need not wait', async () => {
    const { enter } = setUpGate();
    const { seen, entry } = blocks();
    await enter('', undefined, entry);
    expect(seen).toEqual([]);
  });
});
