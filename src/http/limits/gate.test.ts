import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { setUpGate } from '../testing/gate.ts';

describe('the gate', () => {
  it('admits a request at once, without a timer, if nothing has to wait', async () => {
    const { clock, visit, times } = setUpGate();
    for (let i = 0; i < 5; i++) await visit(['ok']);
    expect(times()).toEqual([0, 0, 0, 0, 0]);
    expect(clock.pending).toBe(0);
  });

  it('admits requests up to the limit, and the next one when one ends', async () => {
    const { clock, gate, enter, entered } = setUpGate({ maxConcurrency: 2 });
    for (const name of ['a', 'b', 'c', 'd']) void enter(name);
    await clock.advance(0);
    expect([gate.underWay, gate.waiting, clock.pending]).toEqual([2, 2, 0]);
    entered[1]?.pass.done('ok');
    entered[1]?.pass.done('ok');
    await clock.advance(0);
    expect(entered.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect([gate.underWay, gate.waiting]).toEqual([2, 1]);
  });

  it('admits a request without waiting only if none waits before it and nothing blocks it', async () => {
    const { clock, gate, enter } = setUpGate({ maxConcurrency: 1 });
    const first = gate.tryEnter();
    expect(first).toBeDefined();
    expect(gate.tryEnter()).toBeUndefined();
    const second = enter('second');
    first!.done('ok', 5_000);
    expect(gate.tryEnter()).toBeUndefined();
    await clock.advance(5_000);
    (await second).done('ok');
    expect(gate.tryEnter()).toBeDefined();
    expect(gate.underWay).toBe(1);
  });

  it('spaces requests evenly, so that no second has more than the rate', async () => {
    const schedule = fc.array(fc.nat(1500), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50 }), schedule, async (rate, gaps) => {
        const { clock, visit, times } = setUpGate({ requestsPerSecond: rate });
        for (const gap of gaps) {
          void visit(['ok'], gap % 30);
          if (gap % 3 === 0) await clock.advance(gap);
        }
        await clock.drain();
        const at = times();
        expect(at).toHaveLength(gaps.length);
        for (const from of at) {
          expect(at.filter((time) => time >= from && time < from + 1000).length).toBeLessThanOrEqual(rate);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('does not accumulate unused time', async () => {
    const { clock, visit, times } = setUpGate({ requestsPerSecond: 5 });
    await visit(['ok']);
    await clock.advance(60_000);
    for (let i = 0; i < 3; i++) void visit(['ok']);
    await clock.drain();
    expect(times()).toEqual([0, 60_000, 60_200, 60_400]);
  });

  it('closes for all requests if the provider asks to wait, calls onClosed, and admits them in order of arrival', async () => {
    const told: unknown[] = [];
    const { clock, visit, enter, entered, times } = setUpGate({
      onClosed: (until, wait) => told.push([until, wait]),
    });
    await visit(['throttled', 30_000]);
    for (const name of ['a', 'b', 'c']) void enter(name).then((pass) => pass.done('ok'));
    await clock.advance(29_999);
    expect(times()).toEqual([0]);
    await clock.advance(1);
    expect(entered.slice(1).map(({ name, at }) => [name, at])).toEqual([
      ['a', 30_000],
      ['b', 30_000],
      ['c', 30_000],
    ]);
    expect(told).toEqual([[1_700_000_030_000, 30_000]]);
  });

  it('adds jitter to the requested wait, and stays closed until the longest wait ends', async () => {
    const { clock, enter, visit, entered, times } = setUpGate({ random: () => 0.999 });
    void enter();
    void enter();
    await clock.advance(0);
    entered[0]?.pass.done('throttled', 60_000);
    entered[1]?.pass.done('throttled', 1000);
    void visit(['ok']);
    await clock.drain();
    expect(times()[2]).toBeGreaterThanOrEqual(60_000);
    expect(times()[2]).toBeLessThanOrEqual(61_000);
  });

  it('keeps the order of arrival for a request that arrives when the gate opens', async () => {
    const { clock, enter, visit, entered } = setUpGate();
    const pass = (name: string) => enter(name).then((each) => each.done('ok'));
    clock.after(1000, () => void pass('late'));
    await visit(['throttled', 1000]);
    void pass('early');
    await clock.drain();
    expect(entered.map(({ name }) => name)).toEqual(['', 'early', 'late']);
  });

  it('sets one timer for all requests that wait for the same time', async () => {
    const { clock, enter, visit } = setUpGate();
    await visit(['throttled', 1000]);
    const sleep = vi.spyOn(clock, 'sleep');
    for (let i = 0; i < 3; i++) void enter();
    expect(sleep).toHaveBeenCalledTimes(1);
  });

  it('replaces its timer if the wait becomes longer', async () => {
    const { clock, enter, visit, entered } = setUpGate();
    void enter();
    await visit(['ok', 1000]);
    void enter('waiting');
    expect([clock.pending, clock.untilNext]).toEqual([1, 1000]);
    entered[0]?.pass.done('ok', 5000);
    expect([clock.pending, clock.untilNext]).toEqual([1, 5000]);
  });

  it('leaves no timer if the next request then waits for the end of another', async () => {
    const { clock, gate, enter, entered } = setUpGate();
    for (const running of [2, 4, 8]) {
      for (let i = 0; i < running; i++) void enter();
      await clock.advance(100);
      if (running < 8) for (const { pass } of entered.splice(0)) pass.done('ok');
    }
    entered[0]?.pass.done('ok', 1000);
    void enter('waiting');
    expect([gate.underWay, gate.limit, clock.pending]).toEqual([7, 8, 1]);
    entered[1]?.pass.done('throttled');
    expect([gate.underWay, gate.limit, clock.pending]).toEqual([6, 6, 0]);
  });

  it('opens at once, without a timer left, with the response to a request that started before an outage', async () => {
    const { clock, enter, visit, entered, times } = setUpGate();
    void enter('slow');
    for (let i = 0; i < 10; i++) await visit(['failed']);
    void enter('waiting');
    await clock.advance(1000);
    expect(clock.pending).toBe(1);
    entered[0]?.pass.done('ok');
    await clock.advance(0);
    expect([times().at(-1), clock.pending]).toEqual([1000, 0]);
  });

  it('stays closed for a wait that is longer than a timer allows', async () => {
    const month = 40 * 24 * 3_600_000;
    const { clock, visit, times } = setUpGate();
    await visit(['throttled', month]);
    void visit(['ok']);
    await clock.drain();
    expect(times()).toEqual([0, month]);
  });

  it('doubles its pause if the only running request is rate limited without Retry-After', async () => {
    const { clock, visit, times } = setUpGate({ maxConcurrency: 1 });
    for (let i = 0; i < 12; i++) void visit(['throttled']);
    await clock.drain();
    const pauses = times()
      .slice(1)
      .map((at, i) => at - (times()[i] ?? 0));
    expect(pauses.slice(0, 4)).toEqual([100, 200, 400, 800]);
    expect(pauses.at(-1)).toBe(15_000);
  });

  it('sends one probe at a time to a provider that does not respond, 5 s apart', async () => {
    const { clock, visit, times, entered } = setUpGate();
    for (let i = 0; i < 10; i++) await visit(['failed']);
    for (let i = 0; i < 8; i++) void visit(['failed'], 1000);
    await clock.drain();
    const at = times().slice(9);
    const gaps = at.slice(1).map((time, i) => time - (at[i] ?? 0));
    expect(gaps).toEqual([5000, ...Array(7).fill(6000)]);
    expect(entered).toHaveLength(18);
  });

  it('opens for all requests with the first response after an outage', async () => {
    const { clock, visit, times } = setUpGate();
    for (let i = 0; i < 10; i++) await visit(['failed']);
    for (let i = 0; i < 6; i++) void visit(['ok'], 10);
    await clock.drain();
    expect(times().at(-1)).toBeLessThan(5100);
    expect(times()).toHaveLength(16);
  });

  it('does not treat single failures between responses as an outage', async () => {
    const { visit, times } = setUpGate();
    for (let i = 0; i < 40; i++) await visit([i % 9 === 0 ? 'ok' : 'failed']);
    expect(times().at(-1)).toBe(0);
  });

  it('does not count a cancelled request as running, and admits the next one', async () => {
    const { clock, gate, enter, entered } = setUpGate({ maxConcurrency: 1 });
    for (const name of ['a', 'b']) void enter(name);
    await clock.advance(0);
    entered[0]?.pass.done('cancelled');
    await clock.advance(0);
    expect(entered.map(({ name }) => name)).toEqual(['a', 'b']);
    entered[1]?.pass.done('cancelled');
    expect(gate.underWay).toBe(0);
  });

  it('makes the next request the probe if the probe was cancelled', async () => {
    const { clock, enter, visit, entered } = setUpGate();
    for (let i = 0; i < 10; i++) await visit(['failed']);
    void enter('probe');
    void enter('next');
    await clock.advance(5000);
    expect(entered.at(-1)?.name).toBe('probe');
    entered.at(-1)?.pass.done('cancelled');
    await clock.drain();
    expect(entered.at(-1)?.name).toBe('next');
  });

  it('rejects waiting requests at once, without a timer left, if they are aborted', async () => {
    const { clock, gate, enter, visit, stop } = setUpGate();
    await visit(['throttled', 900_000]);
    const waiting = Promise.allSettled([enter(), enter(), enter()]);
    await clock.advance(1000);
    stop.abort('enough');
    expect(await waiting).toEqual(Array(3).fill({ status: 'rejected', reason: 'enough' }));
    await expect(enter()).rejects.toBe('enough');
    expect([clock.pending, gate.waiting, gate.underWay]).toEqual([0, 0, 0]);
  });

  it('keeps the order of the others if a waiting request is aborted', async () => {
    const { clock, enter, visit, entered } = setUpGate();
    await visit(['throttled', 1000]);
    const one = new AbortController();
    void enter('a').then((pass) => pass.done('ok'));
    const left = enter('b', one.signal);
    void enter('c');
    one.abort('left');
    await expect(left).rejects.toBe('left');
    await clock.drain();
    expect(entered.map(({ name }) => name)).toEqual(['', 'a', 'c']);
  });
});
