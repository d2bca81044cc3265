import { expect, it } from 'vitest';
import { pageTables, withTables } from './page-tables.ts';
import type { Section } from './report.ts';

const NAMES = [
  'destination-x',
  'lower bound, raw sockets',
  'lower bound, undici',
  'Faros CDK, undici',
  'Faros CDK, axios',
  'script, Python',
];
const EMPTY = { columns: [], rows: [], goals: [], notes: [] };
const cpu: Section = {
  ...EMPTY,
  ...{ case: 'cpu', label: 'destination-x: plain rows', title: 'CPU' },
  columns: ['', 'µs CPU/record', 'peak MB'],
  rows: [['destination-x', '3.00', '99']],
  bars: NAMES.map((name, index) => ({ name, value: [3, 2, 4, 5, 6, 1_000][index]! })),
  goals: [
    { text: 'CPU against the bound', measured: 1.5, limit: 1.4, holds: 'at most', unit: 'x' },
    { text: 'CPU against Faros', measured: 0.5, limit: 0.5, holds: 'at most', unit: 'x' },
    { text: 'memory of the pod', measured: 1, limit: 2, holds: 'at most', unit: 'x', isRequired: true },
  ],
};
const short: Section = {
  ...EMPTY,
  ...{ case: 'short', label: 'destination-x', title: 'Short' },
  columns: ['', 'CPU ms', 'x node -e 0', 'µs per further record', 'destination-x needs less', 'peak MB'],
  rows: [
    ['node -e 0', '30.0', '1.00', '–', '–', '40'],
    ['destination-x', '300', '10.0', '3.00', '–', '70'],
    ['lower bound, raw sockets', '60.0', '2.00', '2.00', 'never', '60'],
    ['lower bound, undici', '200', '6.67', '4.00', 'from 9 000', '60'],
    ['Faros CDK, undici', '500', '16.7', '1 000', 'always', '60'],
    ['Faros CDK, axios', '400', '13.3', '2.50', 'up to 8 000', '60'],
  ],
  goals: [{ text: 'CPU', measured: 2.8, limit: 1, holds: 'at most', unit: 'x' }],
};

it('the tables of the page show each contestant with its multiple of the lower bound', () => {
  const tables = pageTables([cpu, short]);
  expect([...tables.keys()]).toEqual(['cpu', 'cpu-goals', 'short', 'further']);
  expect(tables.get('cpu')).toBe(
    '|  | connector | lower bound, raw sockets | lower bound, undici | Faros CDK, undici | Faros CDK, axios | Python | peak MB |\n' +
      '| :-- | --: | --: | --: | --: | --: | --: | --: |\n' +
      '| destination-x: plain rows | 3.00 · 1.50 | 2.00 · 1.00 | 4.00 · 2.00 | 5.00 · 2.50 | 6.00 · 3.00 | 1 000 · 500 | 99 |\n',
  );
  expect(tables.get('further')).toContain(
    '| destination-x | 3.00 · 1.50 | 2.00 · 1.00 | 4.00 · 2.00 | 1 000 · 500 | 2.50 · 1.25 |\n',
  );
  expect(tables.get('short')).toContain(
    '| destination-x | 300 | 60.0 | 200 | 500 | 400 | 2.80 | always | up to 8 000 | 70 |\n',
  );
});

it('the tables of the page show a contestant that did not run as a dash', () => {
  const bars = cpu.bars!.slice(0, 5);
  expect(pageTables([{ ...cpu, bars }]).get('cpu')).toContain('| 6.00 · 3.00 | – | 99 |');
});

it('the table of goals says which were missed, and leaves out those that the benchmark requires', () => {
  expect(pageTables([cpu]).get('cpu-goals')!.split('\n').slice(2)).toEqual([
    '| destination-x | CPU against the bound: at most 1.40x | 1.50x | **missed** |',
    '| destination-x | CPU against Faros: at most 0.50x | 0.50x | met |',
    '',
  ]);
});

it('a sync that grows is shown with its growth, beside the lower bound', () => {
  const memory: Section = {
    ...EMPTY,
    ...{ case: 'memory', label: 'destination-x', title: 'Memory' },
    rows: [
      ['destination-x', '100', '90'],
      ['destination-x', '1 000', '99'],
      ['lower bound, raw sockets', '100', '70'],
      ['lower bound, raw sockets', '1 000', '77'],
    ],
    goals: [{ text: 'growth', measured: 1.1, limit: 1.05, holds: 'at most', unit: 'x' }],
  };
  expect(pageTables([memory]).get('memory')).toContain(
    '| destination-x | 100 → 1 000 | 90 → 99 | 10 % | 70 → 77 |\n',
  );
});

it('tables replace those of their name in the page, and a case that was not measured keeps its table', () => {
  const page =
    'Text.\n<!-- table cpu -->\n\n| old |\n\n<!-- /table -->\nMore.\n<!-- table odd -->\n\n| kept |\n\n<!-- /table -->\n';
  const changed = withTables(page, new Map([['cpu', '| new |\n']]));
  expect(changed).toBe(page.replace('| old |', '| new |'));
  expect(withTables(changed, new Map([['cpu', '| new |\n']]))).toBe(changed);
  const empty = '<!-- table cpu -->\n<!-- /table -->\nText.\n<!-- table odd -->\n<!-- /table -->\n';
  expect(withTables(empty, new Map([['cpu', '| new |\n']]))).toBe(
    '<!-- table cpu -->\n\n| new |\n\n<!-- /table -->\nText.\n<!-- table odd -->\n<!-- /table -->\n',
  );
});
