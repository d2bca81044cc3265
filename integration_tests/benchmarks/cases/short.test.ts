import { describe, expect, it } from 'vitest';
import { breakEven } from './short.ts';

describe('the break-even of two programs', () => {
  it('is the number of records from which the one with the longer start needs less CPU', () => {
    expect(breakEven({ start: 100, each: 0.01 }, { start: 50, each: 0.02 })).toBe('from 5 000');
    expect(breakEven({ start: 50, each: 0.02 }, { start: 100, each: 0.01 })).toBe('up to 5 000');
  });

  it('does not exist where one of them starts faster and has cheaper records', () => {
    expect(breakEven({ start: 50, each: 0.01 }, { start: 100, each: 0.02 })).toBe('always');
    expect(breakEven({ start: 100, each: 0.02 }, { start: 50, each: 0.01 })).toBe('never');
    expect(breakEven({ start: 50, each: 0.01 }, { start: 100, each: 0.01 })).toBe('always');
    expect(breakEven({ start: 100, each: 0.01 }, { start: 50, each: 0.01 })).toBe('never');
  });
});
