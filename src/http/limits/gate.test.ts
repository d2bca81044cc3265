import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { fakeClock } from '../../testing/fake-clock.ts';
import type { Entry } from './admission.ts';
import { createGate, type GateOptions, GateTimeout, type Pass } from './gate.ts';

function setUp(options: Partial<GateOptions> = {}) {
  const clock = fakeClock();
  const stop = new AbortController();
  const gate = createGate({ clock, random: () => 0, maxConcurrency: 16, ...options });
  /** Admissions in order, with the time of each. */
  const entered: { name: string; at: number; pass: Pass }[] = [];
  const enter = (name = '', signal = stop.signal, entry?: Entry) =>
    gate.enter(signal, entry).then((pass) => {
      entered.push({ name, at: clock.monotonic(), pass });
      return pass;
    });
  /** Enters and ends `takes` milliseconds later. */
  const visit = async (outcome: Parameters<Pass['done']>, takes = 0) => {
    const pass = await enter();
    if (takes > 0) await clock.sleep(takes);
    pass.done(...outcome);
  };
  return { clock, gate, enter, visit, entered, stop, times: () => entered.map(({ at }) => at) };
}

describe('the gate', () => {
  it('admits a request at once, without a timer, if nothing has to wait', async () => {
    const { clock, visit, times } = setUp();
    for (let i = 0; i < 5; i++) await visit(['ok']);
    expect(times()).toEqual([0, 0, 0, 0, 0]);
    expect(clock.pending).toBe(0);
  });

  it('admits requests up to the limit, and the next one when one ends', async () => {
    const { clock, gate, enter, entered } = setUp({ maxConcurrency: 2 });
    for (const name of ['a', 'b', 'c', 'd']) void enter(name);
    await clock.advance(0);
    expect([gate.underWay, gate.waiting, clock.pending]).toEqual([2, 2, 0]);
    entered[1]?.pass.done('ok');
    entered[1]?.pass.done('ok');
    await clock.advance(0);
    expect(entered.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect([gate.underWay, gate.waiting]).toEqual([2, 1]);
  });

  it('spaces requests evenly, so that no second has more than the rate', async () => {
    const schedule = fc.array(fc.nat(1500), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50 }), schedule, async (rate, gaps) => {
        const { clock, visit, times } = setUp({ requestsPerSecond: rate });
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
    const { clock, visit, times } = setUp({ requestsPerSecond: 5 });
    await visit(['ok']);
    await clock.advance(60_000);
    for (let i = 0; i < 3; i++) void visit(['ok']);
    await clock.drain();
    expect(times()).toEqual([0, 60_000, 60_200, 60_400]);
  });

  it('closes for all requests if the provider asks to wait, calls onClosed, and admits them in order of arrival', async () => {
    const told: unknown[] = [];
    const { clock, visit, enter, entered, times } = setUp({
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
    const { clock, enter, visit, entered, times } = setUp({ random: () => 0.999 });
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
    const { clock, enter, visit, entered } = setUp();
    const pass = (name: string) => enter(name).then((each) => each.done('ok'));
    clock.after(1000, () => void pass('late'));
    await visit(['throttled', 1000]);
    void pass('early');
    await clock.drain();
    expect(entered.map(({ name }) => name)).toEqual(['', 'early', 'late']);
  });

  it('sets one timer for all requests that wait for the same time', async () => {
    const { clock, enter, visit } = setUp();
    await visit(['throttled', 1000]);
    const sleep = vi.spyOn(clock, 'sleep');
    for (let i = 0; i < 3; i++) void enter();
    expect(sleep).toHaveBeenCalledTimes(1);
  });

  it('stays closed for a wait that is longer than a timer allows', async () => {
    const month = 40 * 24 * 3_600_000;
    const { clock, visit, times } = setUp();
    await visit(['throttled', month]);
    void visit(['ok']);
    await clock.drain();
    expect(times()).toEqual([0, month]);
  });

  it('doubles its pause if the only running request is rate limited without Retry-After', async () => {
    const { clock, visit, times } = setUp({ maxConcurrency: 1 });
    for (let i = 0; i < 12; i++) void visit(['throttled']);
    await clock.drain();
    const pauses = times()
      .slice(1)
      .map((at, i) => at - (times()[i] ?? 0));
    expect(pauses.slice(0, 4)).toEqual([100, 200, 400, 800]);
    expect(pauses.at(-1)).toBe(15_000);
  });

  it('sends one probe at a time to a provider that does not respond, 5 s apart', async () => {
    const { clock, visit, times, entered } = setUp();
    for (let i = 0; i < 10; i++) await visit(['failed']);
    for (let i = 0; i < 8; i++) void visit(['failed'], 1000);
    await clock.drain();
    const at = times().slice(9);
    const gaps = at.slice(1).map((time, i) => time - (at[i] ?? 0));
    expect(gaps).toEqual([5000, ...Array(7).fill(6000)]);
    expect(entered).toHaveLength(18);
  });

  it('opens for all requests with the first response after an outage', async () => {
    const { clock, visit, times } = setUp();
    for (let i = 0; i < 10; i++) await visit(['failed']);
    for (let i = 0; i < 6; i++) void visit(['ok'], 10);
    await clock.drain();
    expect(times().at(-1)).toBeLessThan(5100);
    expect(times()).toHaveLength(16);
  });

  it('does not treat single failures between responses as an outage', async () => {
    const { visit, times } = setUp();
    for (let i = 0; i < 40; i++) await visit([i % 9 === 0 ? 'ok' : 'failed']);
    expect(times().at(-1)).toBe(0);
  });

  it('does not count a cancelled request as running, and admits the next one', async () => {
    const { clock, gate, enter, entered } = setUp({ maxConcurrency: 1 });
    for (const name of ['a', 'b']) void enter(name);
    await clock.advance(0);
    entered[0]?.pass.done('cancelled');
    await clock.advance(0);
    expect(entered.map(({ name }) => name)).toEqual(['a', 'b']);
    entered[1]?.pass.done('cancelled');
    expect(gate.underWay).toBe(0);
  });

  it('makes the next request the probe if the probe was cancelled', async () => {
    const { clock, enter, visit, entered } = setUp();
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
    const { clock, gate, enter, visit, stop } = setUp();
    await visit(['throttled', 900_000]);
    const waiting = Promise.allSettled([enter(), enter(), enter()]);
    await clock.advance(1000);
    stop.abort('enough');
    expect(await waiting).toEqual(Array(3).fill({ status: 'rejected', reason: 'enough' }));
    await expect(enter()).rejects.toBe('enough');
    expect([clock.pending, gate.waiting, gate.underWay]).toEqual([0, 0, 0]);
  });

  it('keeps the order of the others if a waiting request is aborted', async () => {
    const { clock, enter, visit, entered } = setUp();
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

describe('a request with a limited wait', () => {
  const limited = (gate: ReturnType<typeof setUp>, entry: Entry) => {
    const stop = new AbortController();
    return gate.enter('limited', stop.signal, entry).catch((error: unknown) => error);
  };

  it('fails at once if the provider asks to wait for longer', async () => {
    const gate = setUp();
    await gate.visit(['throttled', 36_000_000]);
    const why = await limited(gate, { closedMs: 900_000 });
    expect(why).toBeInstanceOf(GateTimeout);
    expect(why).toMatchObject({ closedMs: 36_000_000, waitedMs: 0 });
    expect([gate.clock.monotonic(), gate.gate.waiting, gate.clock.pending]).toEqual([0, 0, 0]);
  });

  it('is admitted if the provider asks to wait for exactly as long, with jitter', async () => {
    const gate = setUp({ random: () => 0.999 });
    await gate.visit(['throttled', 900_000]);
    void limited(gate, { closedMs: 900_000 });
    await gate.clock.drain();
    expect(gate.entered.at(-1)?.name).toBe('limited');
  });

  it('fails while it waits if the provider then asks for more time than is left', async () => {
    const gate = setUp({ maxConcurrency: 2 });
    void gate.enter('a');
    void gate.enter('b');
    await gate.clock.advance(0);
    await gate.clock.advance(500);
    const why = limited(gate, { closedMs: 10_000 });
    await gate.clock.advance(4_000);
    gate.entered[0]?.pass.done('throttled', 7_000);
    expect(await why).toMatchObject({ closedMs: 7_000, waitedMs: 4_000 });
    expect(gate.gate.waiting).toBe(0);
  });

  it('fails when its time ends before its turn, and the next one takes its place', async () => {
    const gate = setUp({ maxConcurrency: 1 });
    void gate.enter('a');
    await gate.clock.advance(500);
    const why = limited(gate, { waitMs: 30_000 });
    void gate.enter('c');
    await gate.clock.advance(30_000);
    expect(await why).toMatchObject({
      ...{ closedMs: undefined, waitedMs: 30_000 },
      message: 'the request may not wait at the gate for so long',
    });
    gate.entered[0]?.pass.done('ok');
    await gate.clock.advance(0);
    expect(gate.entered.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(gate.clock.pending).toBe(0);
  });

  it('fails after the longest time of a timer, and no timer is set for a longer one', async () => {
    const longest = 2 ** 31 - 1;
    const gate = setUp({ maxConcurrency: 1 });
    void gate.enter('a');
    await gate.clock.advance(0);
    const after = vi.spyOn(gate.clock, 'after');
    const [why] = [longest, longest + 1, undefined].map((waitMs) =>
      limited(gate, waitMs === undefined ? {} : { waitMs }),
    );
    expect(after.mock.calls.map(([ms]) => ms)).toEqual([longest]);
    await gate.clock.advance(longest);
    expect(await why).toMatchObject({ waitedMs: longest });
    expect(gate.gate.waiting).toBe(2);
  });

  it('leaves requests that may wait longer in the queue', async () => {
    const gate = setUp();
    await gate.visit(['throttled', 1_000_000]);
    void gate.enter('patient').then((pass) => pass.done('ok'));
    expect(await limited(gate, { closedMs: 900_000 })).toBeInstanceOf(GateTimeout);
    await gate.clock.drain();
    expect(gate.entered.at(-1)).toMatchObject({ name: 'patient', at: 1_000_000 });
  });
});
