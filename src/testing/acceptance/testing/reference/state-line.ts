import { broken } from './faults.ts';

export interface Counts {
  readonly good: number;
  readonly bad: number;
}

export const NOTHING: Counts = { good: 0, bad: 0 };

export const sum = (a: Counts, b: Counts): Counts => ({ good: a.good + b.good, bad: a.bad + b.bad });

/** Returns a STATE line with the counts as its last member, otherwise unchanged. */
export function stateLine(line: string, { good, bad }: Counts): string {
  const stats = JSON.stringify({ destinationStats: { recordCount: good, rejectedRecordCount: bad } });
  return `${sameLine(line).slice(0, -2)},${stats.slice(1, -1)}}}\n`;
}

function sameLine(line: string): string {
  if (broken('parses-states')) return JSON.stringify(JSON.parse(line));
  if (broken('adds-namespaces'))
    return line.replace(
      /"stream_descriptor":\{("name":"[^"]*")\}/g,
      '"stream_descriptor":{$1,"namespace":null}',
    );
  return line;
}

/** Whether a state is emitted. */
export function comesBack(line: string, isKnown: boolean): boolean {
  if (broken('drops-unknown-states') && !isKnown) return false;
  if (broken('drops-untyped-states') && !/"state":\{"type"/.test(line)) return false;
  return !(broken('drops-empty-states') && !/"stream_state":\{"/.test(line));
}
