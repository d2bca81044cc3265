import { describe, expect, it } from 'vitest';
import { coveredBy, resumedFrom, type Step } from './source.ts';

const record = (stream: string): Step => ({ kind: 'record', stream, data: {} });
const state = (id: number, stream?: string): Step => ({
  kind: 'state',
  id,
  blob: { id },
  ...(stream !== undefined && { stream }),
});

describe('a source with states of its streams', () => {
  const steps = [record('a'), record('b'), state(1, 'a'), record('a'), state(2, 'b'), record('b')];

  it('covers with a state the earlier records of its stream', () => {
    expect(coveredBy(steps, 1)).toEqual([0]);
    expect(coveredBy(steps, 2)).toEqual([1]);
  });

  it('continues each stream after its saved state', () => {
    expect(resumedFrom(steps, [1])).toEqual([steps[1], steps[3], steps[4], steps[5]]);
    expect(resumedFrom(steps, [1, 2])).toEqual([steps[3], steps[5]]);
  });

  it('repeats everything if no state was saved', () => {
    expect(resumedFrom(steps, [])).toEqual(steps);
  });
});

describe('a source with states of all streams together', () => {
  const steps = [record('a'), record('b'), state(1), record('a'), state(2)];

  it('covers with a state all earlier records', () => {
    expect(coveredBy(steps, 2)).toEqual([0, 1, 3]);
  });

  it('continues after the last saved state', () => {
    expect(resumedFrom(steps, [1])).toEqual([steps[3], steps[4]]);
  });
});
