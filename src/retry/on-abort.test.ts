import { describe, expect, it } from 'vitest';
import { onAbort } from './on-abort.ts';

describe('what is to be done when a signal aborts', () => {
  it('is done once, in the order in which it was asked for', () => {
    const aborting = new AbortController();
    const done: number[] = [];
    for (const each of [1, 2, 3]) onAbort(aborting.signal, () => done.push(each));
    aborting.abort();
    aborting.abort();
    expect(done).toEqual([1, 2, 3]);
  });

  it('is not done when it was given up before', () => {
    const aborting = new AbortController();
    const done: number[] = [];
    const stops = [1, 2, 3].map((each) => onAbort(aborting.signal, () => done.push(each)));
    stops[1]!();
    stops[1]!();
    aborting.abort();
    expect(done).toEqual([1, 3]);
  });

  it('may give itself and others up while it is done', () => {
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

  it('is of one signal alone', () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const done: string[] = [];
    onAbort(one.signal, () => done.push('one'));
    onAbort(other.signal, () => done.push('other'));
    other.abort();
    expect(done).toEqual(['other']);
  });
});
