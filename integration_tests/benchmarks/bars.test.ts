import { expect, it } from 'vitest';
import { drawBars } from './bars.ts';
import type { Section } from './report.ts';

const section = (title: string, bars?: Section['bars']): Section => ({
  ...{ case: 'cpu', label: '', title, columns: [], rows: [], goals: [], notes: [] },
  ...(bars && { bars }),
});

it('the picture has a bar for each contestant, whose length is its share of the longest one of its section', () => {
  const svg = drawBars([
    section('CPU <plain>', [
      { name: 'destination-x', value: 5 },
      { name: 'lower bound', value: 2.5 },
      { name: 'peer', value: 10 },
    ]),
  ]);
  const [own, bound, peer] = [...svg.matchAll(/width="([\d.]+)" height="14"/g)].map((match) =>
    Number(match[1]),
  );
  expect(own! / peer!).toBeCloseTo(0.5);
  expect(bound! / peer!).toBeCloseTo(0.25);
  expect(svg).toContain('CPU &lt;plain&gt;');
  expect(svg).toContain('5.00 µs');
});

it('the picture leaves out sections that measure something else', () => {
  expect(drawBars([section('Memory')])).not.toContain('Memory');
});
