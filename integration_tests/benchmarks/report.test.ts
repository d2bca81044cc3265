import { describe, expect, it } from 'vitest';
import {
  type Goal,
  goalLine,
  isFailed,
  markdown,
  median,
  met,
  number,
  type Section,
  textSection,
} from './report.ts';

const goal = (measured: number, holds: Goal['holds']): Goal => ({
  text: 'CPU',
  measured,
  limit: 1.4,
  holds,
  unit: 'x',
});
const section: Section = {
  case: 'cpu',
  label: '',
  title: 'Costs',
  columns: ['', 'µs'],
  rows: [
    ['one', '1.00'],
    ['another', '123'],
  ],
  goals: [goal(1.5, 'at most')],
  notes: ['Two rounds.'],
};

describe('the report of the benchmark', () => {
  it('a goal is met at its limit', () => {
    expect(met(goal(1.4, 'at most'))).toBe(true);
    expect(met(goal(1.41, 'at most'))).toBe(false);
    expect(met(goal(1.4, 'at least'))).toBe(true);
    expect(met(goal(1.39, 'at least'))).toBe(false);
    expect(goalLine(goal(1.4, 'at most'))).toBe('met     CPU: 1.40x (at most 1.40x)');
    expect(goalLine(goal(1.5, 'at most'))).toBe('missed  CPU: 1.50x (at most 1.40x)');
    expect(goalLine({ ...goal(1.5, 'at most'), isRequired: true })).toBe(
      'FAILED  CPU: 1.50x (at most 1.40x)',
    );
  });

  it('fails for a required goal that is missed, and for no other', () => {
    const goals = [goal(1.4, 'at most'), goal(1.5, 'at most')];
    const required = goals.map((each) => ({ ...each, isRequired: true }));
    expect([...goals, ...required].map(isFailed)).toEqual([false, false, false, true]);
  });

  it('takes the median of an odd and of an even number of rounds', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(() => median([])).toThrow();
  });

  it('shows three significant figures', () => {
    expect([0.126, 1.006, 12.34, 123.4, 123_456].map(number)).toEqual([
      '0.13',
      '1.01',
      '12.3',
      '123',
      '123 456',
    ]);
  });

  it('aligns the table for a terminal', () => {
    expect(textSection(section)).toBe(
      [
        'Costs',
        '-----',
        '           µs',
        'one      1.00',
        'another   123',
        '',
        'Two rounds.',
        'missed  CPU: 1.50x (at most 1.40x)',
        '',
      ].join('\n'),
    );
  });

  it('writes the same as Markdown, with the place of the measurement', () => {
    const text = markdown([section], { node: '26.0.0', cpu: 'Some CPU', cores: 2, system: 'Linux 6' });
    expect(text).toContain('Measured on: Some CPU, 2 cores, Linux 6, Node 26.0.0.');
    expect(text).toContain('|  | µs |\n| --- | ---: |\n| one | 1.00 |\n| another | 123 |\n');
    expect(text).toContain('- missed  CPU: 1.50x (at most 1.40x)');
  });
});
