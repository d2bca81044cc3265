import { type CaseName, met, number, type Section } from './report.ts';

type Row = readonly string[];

/** Contestants with a column of their own, by their name in sections; any other is a program in Python. */
const COLUMNS = [
  'lower bound, raw sockets',
  'lower bound, undici',
  'Faros CDK, undici',
  'Faros CDK, axios',
] as const;
const [BOUND] = COLUMNS;
const PEERS = COLUMNS.slice(2);

/** Returns the tables of docs/benchmarks.md by their name, as Markdown. A case that was not measured has no table. */
export function pageTables(sections: readonly Section[]): ReadonlyMap<string, string> {
  const tables = new Map<string, string>();
  for (const [name, of, make] of TABLES) {
    const own = sections.filter((section) => section.case === of);
    if (own.length > 0) tables.set(name, markdown(make(own)));
  }
  return tables;
}

/**
 * Returns the page with the text between `<!-- table <name> -->` and `<!-- /table -->` replaced by the table of that name, if
 * there is one.
 */
export function withTables(page: string, tables: ReadonlyMap<string, string>): string {
  return page.replace(
    /(<!-- table (\S+) -->)[\s\S]*?(<!-- \/table -->)/g,
    (all, begin: string, name: string, end: string) => {
      const table = tables.get(name);
      return table === undefined ? all : `${begin}\n\n${table}\n${end}`;
    },
  );
}

type Table = readonly [name: string, of: CaseName, make: (sections: readonly Section[]) => readonly Row[]];

const TABLES: readonly Table[] = [
  ['cpu', 'cpu', cpu],
  ['cpu-goals', 'cpu', goals],
  ['short', 'short', short],
  ['further', 'short', further],
  ['odd', 'odd', odd],
  ['latency', 'latency', latency],
  ['memory', 'memory', memory],
  ['memory-goals', 'memory', goals],
  ['startup', 'startup', startup],
];

function cpu(sections: readonly Section[]): readonly Row[] {
  return [
    ['', 'connector', ...COLUMNS, 'Python', 'peak MB'],
    ...sections.map(({ label, bars = [], rows }) => {
      const bound = bars.find(({ name }) => name === BOUND)!.value;
      const cell = (bar: { readonly value: number } | undefined): string =>
        bar ? withMultiple(bar.value, bound) : '–';
      const [own, ...others] = bars;
      return [
        label,
        cell(own),
        ...COLUMNS.map((column) => cell(others.find(({ name }) => name === column))),
        cell(others.find(({ name }) => !(COLUMNS as readonly string[]).includes(name))),
        rows[0]!.at(-1)!,
      ];
    }),
  ];
}

/** Goals that a run may miss, with their results. */
function goals(sections: readonly Section[]): readonly Row[] {
  return [
    ['', 'goal', 'measured', ''],
    ...sections.flatMap(({ label, goals }) =>
      goals
        .filter(({ isRequired }) => !isRequired)
        .map((goal) => [
          label.split(':')[0]!,
          `${goal.text}: ${goal.holds} ${number(goal.limit)}${goal.unit}`,
          `${number(goal.measured)}${goal.unit}`,
          met(goal) ? 'met' : '**missed**',
        ]),
    ),
  ];
}

const SHORT = { ms: 'CPU ms', further: 'µs per further record' };

function short(sections: readonly Section[]): readonly Row[] {
  return [
    ['', 'connector', ...COLUMNS, 'of the goal', ...PEERS.map((peer) => `cheaper than ${peer}`), 'peak MB'],
    ...sections.map((section) => [
      section.label,
      at(section, section.label, SHORT.ms),
      ...COLUMNS.map((name) => at(section, name, SHORT.ms)),
      number(section.goals[0]!.measured),
      ...PEERS.map((name) => at(section, name, `${section.label} needs less`)),
      at(section, section.label, 'peak MB'),
    ]),
  ];
}

function further(sections: readonly Section[]): readonly Row[] {
  return [
    ['', 'connector', ...COLUMNS],
    ...sections.map((section) => {
      const value = (name: string): number => numberIn(at(section, name, SHORT.further));
      return [
        section.label,
        ...[section.label, ...COLUMNS].map((name) => withMultiple(value(name), value(BOUND))),
      ];
    }),
  ];
}

function odd([section]: readonly Section[]): readonly Row[] {
  return [section!.columns, ...section!.rows];
}

function latency(sections: readonly Section[]): readonly Row[] {
  return [
    ['', 'connector', BOUND],
    ...sections.map((section) => [
      section.label,
      ...[section.label, BOUND].map((name) => `${at(section, name, '% of the ideal')} %`),
    ]),
  ];
}

function memory(sections: readonly Section[]): readonly Row[] {
  const peaks = (rows: readonly Row[]): string => rows.map((row) => row[2]).join(' → ');
  return [
    ['', 'records', 'MB', 'growth', `${BOUND}, MB`],
    ...sections.map(({ label, rows, goals }) => [
      label,
      rows
        .slice(0, 2)
        .map((row) => row[1])
        .join(' → '),
      peaks(rows.slice(0, 2)),
      `${Math.round((goals[0]!.measured - 1) * 100)} %`,
      peaks(rows.slice(2)),
    ]),
  ];
}

function startup(sections: readonly Section[]): readonly Row[] {
  return [
    ['', 'ms over `node -e 0`'],
    ...sections.map((section) => [section.label, number(section.goals[0]!.measured)]),
  ];
}

/** Returns a cell of a section by the names of its row and column. */
function at({ columns, rows }: Section, row: string, column: string): string {
  return rows.find(([name]) => name === row)![columns.indexOf(column)]!;
}

/** Parses a number that `number` has formatted. */
const numberIn = (text: string): number => Number(text.replaceAll(' ', ''));

const withMultiple = (value: number, bound: number): string => `${number(value)} · ${number(value / bound)}`;

function markdown([head, ...rows]: readonly Row[]): string {
  const ruler = head!.map((_, column) => (column === 0 ? ':--' : '--:'));
  return [head!, ruler, ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}
