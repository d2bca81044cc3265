import { readFileSync } from 'node:fs';
import type { Json } from './delivery.ts';

/** Parts that all examples of a page share. */
export interface Common {
  readonly stream: string;
  readonly primary_key: readonly string[];
  readonly settings: Json;
  readonly record: Json;
}

export interface Example {
  readonly title: string;
  /** Added to the common settings. */
  readonly settings: Json;
  readonly syncMode: string;
  /** Columns that are added to the common record: each list is the records of one sync. */
  readonly syncs: readonly (readonly Json[])[];
  readonly outcome: 'Sent' | 'Rejected' | 'Skipped' | 'Deleted';
  /** Members of each row that arrives. */
  readonly rows: readonly Json[];
  readonly reason: string | undefined;
}

const CODE = /`(\{.*?\})`(?!`)/g;
const SYNC_MODES: readonly (readonly [name: string, mode: string])[] = [
  ['append + deduped', 'append_dedup'],
  ['overwrite', 'overwrite'],
];

/** Reads the section "What your source may send" of a connector's page. */
export function examplesOf(connector: string): {
  readonly common: Common;
  readonly examples: readonly Example[];
} {
  const page = readFileSync(new URL(`../../connectors/${connector}/README.md`, import.meta.url), 'utf8');
  const [, section = ''] = /^## What your source may send\n(.*?)^## /ms.exec(page) ?? [];
  const [, json = '{}'] = /```json\n(.*?)```/s.exec(section) ?? [];
  const [, , ...lines] = section.split('\n').filter((line) => line.startsWith('|'));
  return { common: JSON.parse(json) as Common, examples: lines.map(exampleIn) };
}

function exampleIn(line: string): Example {
  const [title = '', example = '', result = ''] = line
    .slice(1, -1)
    .split(' | ')
    .map((cell) => cell.trim());
  const [outcome = ''] = /^\w+/.exec(result) ?? [];
  return {
    title,
    settings: Object.assign({}, ...codesIn(title)) as Json,
    syncMode: SYNC_MODES.find(([name]) => title.includes(name))?.[1] ?? 'append',
    syncs: example.includes('` then `') ? [codesIn(example)] : codesIn(example).map((columns) => [columns]),
    outcome: outcome as Example['outcome'],
    rows: codesIn(result),
    reason: /^Rejected: \*(.*?)\*/.exec(result)?.[1],
  };
}

const codesIn = (cell: string): readonly Json[] =>
  Array.from(cell.matchAll(CODE), ([, json = '']) => JSON.parse(json) as Json);
