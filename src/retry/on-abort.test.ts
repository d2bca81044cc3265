import { describe, expect, it } from 'vitest';
import { onAbort } from './on-abort.ts';

describe('onAbort', () => {
  it('calls each callback once, in the order of registration', () => {
    const aborting = new AbortController();
    const done: number[] = [];
    for (const each of [1, 2, 3]) onAbort(aborting.signal, () => done.push(each));
    aborting.abort();
    aborting.abort();
    expect(done).toEqual([1, 2, 3]);
  });

  it('does not call a cancelled callback', () => {
    const aborting = new AbortController();
    const done: number[] = [];
    const stops = [1, 2, 3].map((each) => onAbort(aborting.signal, () => done.push(each)));
    stops[1]!();
    stops[1]!();
    aborting.abort();
    expect(done).toEqual([1, 3]);
  });

  it('allows a callback to cancel itself and others', () => {
    const aborting = new AbortController();
    const done: number[] = [];
    const stops = [1, 2].map((each) =>
      onAbort(aborting.signal, () => {
        for (const stop of stops) stop();
        done.push(each);
      }),
    );
    aborting.abort();
    expect(done).toEqual([1, 2]);
  });

  it('calls only the callbacks of the aborted signal', () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const done: string[] = [];
    onAbort(one.signal, () => done.push('one'));
    onAbort(other.signal, () => done.push('other'));
    other.abort();
    expect(done).toEqual(['other']);
  });
});
