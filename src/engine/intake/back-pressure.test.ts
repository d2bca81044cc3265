import { describe, expect, it } from 'vitest';
import { type BackPressureOptions, createBackPressure } from './back-pressure.ts';

const MIB = 1024 * 1024;

/** Creates a back-pressure that reads this state, and records its actions in order. */
function start(state: {
  full?: boolean;
  active?: number;
  backlog?: number;
  isIdle?: boolean;
  states?: number;
  merged?: number;
  blocked?: boolean;
  paused?: boolean;
  /** Whether sealing all batches makes room. */
  flushed?: boolean;
}) {
  const did: string[] = [];
  const stopping = new AbortController();
  const output = {
    get blocked() {
      return state.blocked ?? false;
    },
    drained: () =>
      new Promise<void>((resolve) => {
        did.push('wait for the reader');
        resolve();
      }),
  };
  const options = {
    input: {
      pause: () => did.push('pause'),
      resume: () => did.push('resume'),
      isPaused: () => state.paused ?? false,
    },
    output,
    lanes: { active: state.active ?? 0, backlog: state.backlog ?? 0, count: 4 },
    budget: {
      get isFull() {
        return state.full ?? false;
      },
      stateBytes: state.states ?? 0,
      exemptStates: () => did.push('exempt states'),
    },
    recorder: { isIdle: state.isIdle ?? true },
    ledger: {
      mergeStates: (isEnough: () => boolean) => {
        did.push(`merge until ${isEnough()}`);
        return state.merged ?? 0;
      },
    },
    log: { info: (line: string) => did.push(line) },
    maxStateBytes: 3 * MIB,
    flush: () => {
      did.push('flush');
      if (state.flushed) state.full = false;
    },
    stopping: stopping.signal,
    onError: () => undefined,
  };
  const pace = createBackPressure(options as unknown as BackPressureOptions);
  return { did, pace, stop: () => stopping.abort() };
}

describe('the input', () => {
  it('is not paused while there is room, and not resumed if it was not paused', () => {
    const run = start({ backlog: 7 });
    run.pace();
    expect(run.did).toEqual([]);
  });

  it.each([
    ['two batches wait for each lane', { backlog: 8 }],
    ['the budget is full of what is in flight', { full: true, active: 1 }],
    ['the budget is full of rejected records that are being kept', { full: true, isIdle: false }],
  ])('is paused while %s', (_, state) => {
    const run = start(state);
    run.pace();
    expect(run.did).toEqual(['pause']);
  });

  it('is paused until the reader of the output has caught up', async () => {
    const state = { blocked: true, paused: true };
    const run = start(state);
    run.pace();
    state.blocked = false;
    await new Promise((resolve) => setImmediate(resolve));
    expect(run.did).toEqual(['pause', 'wait for the reader', 'resume']);
  });

  it('is neither paused nor resumed after the sync stops', () => {
    const run = start({ full: true, blocked: true });
    run.stop();
    run.pace();
    expect(run.did).toEqual([]);
  });
});

describe('a budget that is full while nothing is in flight', () => {
  it('has all batches sealed, which makes room', () => {
    const run = start({ full: true, flushed: true, paused: true });
    run.pace();
    expect(run.did).toEqual(['flush', 'resume']);
  });

  it.each([
    [3 * MIB, 'merge until true'],
    [3 * MIB + 1, 'merge until false'],
  ])('has states merged beyond their limit and the others exempt: %i bytes of them', (states, merge) => {
    const run = start({ full: true, states });
    run.pace();
    expect(run.did).toEqual(['flush', merge, 'exempt states', 'pause']);
  });

  it('says once that states were merged', () => {
    const run = start({ full: true, states: 4 * MIB, merged: 1 });
    run.pace();
    run.pace();
    expect(run.did.filter((each) => each.startsWith('States'))).toEqual([
      'States that wait for later records hold more than 3 MiB, so older ones are merged: the next state ' +
        'covers and counts their records.',
    ]);
  });
});
