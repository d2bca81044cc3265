import { describe, expect, it, vi } from 'vitest';
import { setUpGate } from '../testing/gate.ts';
import type { Entry } from './admission.ts';
import { GateTimeout } from './gate-timeout.ts';

describe('a request with a limited wait', () => {
  const limited = (gate: ReturnType<typeof setUpGate>, entry: Entry) => {
    const stop = new AbortController();
    return gate.enter('limited', stop.signal, entry).catch((error: unknown) => error);
  };

  it('fails at once if the provider asks to wait for longer', async () => {
    const gate = setUpGate();
    await gate.visit(['throttled', 36_000_000]);
    const why = await limited(gate, { closedMs: 900_000 });
    expect(why).toBeInstanceOf(GateTimeout);
    expect(why).toMatchObject({ closedMs: 36_000_000, waitedMs: 0 });
    expect([gate.clock.monotonic(), gate.gate.waiting, gate.clock.pending]).toEqual([0, 0, 0]);
  });

  it('is admitted if the provider asks to wait for exactly as long, with jitter', async () => {
    const gate = setUpGate({ random: () => 0.999 });
    await gate.visit(['throttled', 900_000]);
    void limited(gate, { closedMs: 900_000 });
    await gate.clock.drain();
    expect(gate.entered.at(-1)?.name).toBe('limited');
  });

  it('fails while it waits if the provider then asks for more time than is left', async () => {
    const gate = setUpGate({ maxConcurrency: 2 });
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
    const gate = setUpGate({ maxConcurrency: 1 });
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
    const gate = setUpGate({ maxConcurrency: 1 });
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
    const gate = setUpGate();
    await gate.visit(['throttled', 1_000_000]);
    void gate.enter('patient').then((pass) => pass.done('ok'));
    expect(await limited(gate, { closedMs: 900_000 })).toBeInstanceOf(GateTimeout);
    await gate.clock.drain();
    expect(gate.entered.at(-1)).toMatchObject({ name: 'patient', at: 1_000_000 });
  });
});
