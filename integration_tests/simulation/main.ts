/**
 * `npm run simulate`: compares the client with fixed numbers of concurrent requests and with AIMD, against modelled providers in
 * virtual time. Prints tables, and draws some of the runs into docs/concurrency.svg.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { type ConcurrencyLimit, createConcurrencyLimit } from '../../src/http/limits/concurrency.ts';
import { bestFixed, mean, type Score, scores } from './evaluate.ts';
import { aimd, fixed } from './limits.ts';
import { MODELS, type Model, UNSEEN } from './model.ts';
import { draw } from './picture.ts';

const MAX = 64;
const LIMITS = Array.from({ length: MAX }, (_, i) => i + 1);
const PICTURED = [
  'queue, 8 workers, uneven',
  'capacity 4 → 16',
  '50/s, Retry-After 1 s',
  'outage of 30 s, rejects',
];
const COLUMNS = [
  'model',
  'best fixed',
  'goodput',
  '(worst)',
  'latency',
  '(worst)',
  'p95 ms',
  'rejected',
  'peak',
  'back after',
  'fixed 1',
  'fixed 8',
  'fixed 64',
  'AIMD',
];

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;
const times = (ratio: number): string => `${ratio.toFixed(2)} ×`;

/** Formats three figures of a controller: goodput, latency, rejections. */
function brief(all: readonly Score[]): string {
  const of = (what: 'goodput' | 'latency' | 'rejected') => mean(all.map((score) => score[what]));
  return `${percent(of('goodput'))}, ${of('latency').toFixed(1)} ×, ${percent(of('rejected'))}`;
}

function row(model: Model, seeds: number): string[] {
  const best = bestFixed(model, LIMITS);
  const of = (limit: () => ConcurrencyLimit): readonly Score[] => scores(model, best, limit, seeds);
  const ours = of(() => createConcurrencyLimit({ max: MAX }));
  const goodputs = ours.map(({ goodput }) => goodput);
  const latencies = ours.map(({ latency }) => latency);
  const slowest = Math.max(...ours.flatMap(({ recovery }) => recovery));
  return [
    model.name,
    `${best.limit}: ${best.goodput.toFixed(1)}/s`,
    percent(mean(goodputs)),
    percent(Math.min(...goodputs)),
    times(mean(latencies)),
    times(Math.max(...latencies)),
    mean(ours.map(({ p95 }) => p95)).toFixed(0),
    percent(mean(ours.map(({ rejected }) => rejected))),
    String(Math.max(...ours.map(({ peak }) => peak))),
    Number.isFinite(slowest) ? `${slowest} s` : '',
    brief(of(() => fixed(1))),
    brief(of(() => fixed(8))),
    brief(of(() => fixed(64))),
    brief(of(() => aimd(MAX))),
  ];
}

/** Formats a table that is readable as plain text and as Markdown. */
function table(rows: readonly (readonly string[])[]): string {
  const all = [COLUMNS, ...rows];
  const widths = COLUMNS.map((_, column) => Math.max(...all.map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const ruler = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(COLUMNS), ruler, ...rows.map(line)].join('\n');
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number above 0.');
  return value;
}

async function simulate({ seeds, only }: { readonly seeds: number; readonly only: string }): Promise<void> {
  const print = (text: string): boolean => process.stdout.write(`${text}\n`);
  const rows = (models: readonly Model[]): string[][] =>
    models
      .filter(({ name }) => name.includes(only))
      .map((model) => {
        process.stderr.write(`${model.name} …\n`);
        return row(model, seeds);
      });
  print(`Means of ${seeds} runs of three minutes each. Others: goodput, latency, rejected.\n`);
  print(`${table(rows(MODELS))}\n`);
  print('Models that were not used to choose the constants:\n');
  print(table(rows(UNSEEN)));
  const pictured = PICTURED.map((name) => MODELS.find((model) => model.name === name)!);
  await writeFile(fileURLToPath(new URL('../../docs/concurrency.svg', import.meta.url)), draw(pictured));
}

await new Command('simulate')
  .description('The client against modelled providers, in virtual time.')
  .option('--seeds <n>', 'runs of each model', whole, 10)
  .option('--only <text>', 'models whose name contains the text', '')
  .action(simulate)
  .parseAsync();
