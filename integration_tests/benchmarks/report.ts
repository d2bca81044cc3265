/** A limit for a number, judged on the medians of one run. */
export interface Goal {
  readonly text: string;
  readonly measured: number;
  readonly limit: number;
  /** Whether the number must be at most, or at least, the limit. */
  readonly holds: 'at most' | 'at least';
  readonly unit: string;
  /** Whether the benchmark fails if the goal is missed. The other goals are targets. */
  readonly isRequired?: boolean;
}

export const CASES = ['cpu', 'short', 'odd', 'latency', 'memory', 'startup'] as const;

/** A case of the benchmark. */
export type CaseName = (typeof CASES)[number];

/** One table of the result, with the goals that it decides. */
export interface Section {
  readonly case: CaseName;
  /** What was measured: the connector, and with `cpu` its records. Empty with `odd`, which measures all connectors. */
  readonly label: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly goals: readonly Goal[];
  readonly notes: readonly string[];
  /** µs of CPU per record of each contestant, the connector first. */
  readonly bars?: readonly { readonly name: string; readonly value: number }[];
}

/** Origin of the numbers: machine and versions. */
export interface Machine {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly system: string;
}

export function met(goal: Goal): boolean {
  return goal.holds === 'at most' ? goal.measured <= goal.limit : goal.measured >= goal.limit;
}

/** Whether a goal is missed that the benchmark requires. */
export const isFailed = (goal: Goal): boolean => goal.isRequired === true && !met(goal);

export function goalLine(goal: Goal): string {
  const mark = met(goal) ? 'met   ' : isFailed(goal) ? 'FAILED' : 'missed';
  return `${mark}  ${goal.text}: ${number(goal.measured)}${goal.unit} (${goal.holds} ${number(goal.limit)}${goal.unit})`;
}

/** Formats a table for a terminal: the first column left-aligned, the others right-aligned. */
export function textSection(section: Section): string {
  const all = [section.columns, ...section.rows];
  const widths = section.columns.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
  const heads = [section.title, '-'.repeat(section.title.length)];
  return [...heads, ...lines, '', ...section.notes, ...section.goals.map(goalLine), ''].join('\n');
}

export function markdown(sections: readonly Section[], machine: Machine): string {
  const parts = sections.map((section) => {
    const ruler = section.columns.map((_, column) => (column === 0 ? '---' : '---:'));
    const table = [section.columns, ruler, ...section.rows].map((row) => `| ${row.join(' | ')} |`);
    const notes = [...section.notes, ...section.goals.map(goalLine)].map((note) => `- ${note}`);
    return [`### ${section.title}`, '', ...table, '', ...notes, ''].join('\n');
  });
  const from = `${machine.cpu}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}`;
  return `${[`Measured on: ${from}.`, '', ...parts].join('\n')}`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) throw new Error('There is no median of nothing.');
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Formats three significant figures, or an integer from 100 on. */
export function number(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US').replaceAll(',', ' ');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
