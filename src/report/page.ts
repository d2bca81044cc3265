import { formatCount } from '../text/format-count.ts';
import { type Sample, settledOf } from './activity.ts';
import { bandChart, type Curve, lineChart, type Point, timeAxis } from './charts.ts';
import { escapeHtml } from './escape-html.ts';
import { latencyOf, rateOf } from './progress-text.ts';
import { DRY_RUN_SUCCEEDED, type ReportData, SUCCEEDED } from './report-data.ts';
import { STYLE } from './style.ts';

const MIB = 1024 * 1024;
/** The page runs no script and loads no resource, also with markup in its texts. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** Generates the page of a report: one HTML file that loads nothing. */
export function reportPage(data: ReportData): string {
  const { connector, outcome } = data;
  const title = connector === undefined ? 'Report of a sync' : `Report of a sync: ${connector}`;
  const ended = data.endedAt === undefined ? '' : ` Ended at ${new Date(data.endedAt).toISOString()}.`;
  const isGood = outcome === SUCCEEDED || outcome === DRY_RUN_SUCCEEDED;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p class="outcome${isGood ? '' : ' bad'}">${escapeHtml(outcome)}${ended}</p>
${totals(data)}
<h2>Timeline</h2>
${timeline(data.samples)}
<h2>Waits</h2>
${table(['Waited', 'Seconds'], waitRows(data), 'The sync did not wait.')}
<h2>Responses of the provider</h2>
${table(['Status, or code of the error', 'Requests'], data.responses, 'No request was sent.')}
<h2>Rejected records</h2>
${table(
  ['Stream', 'Reason', 'Records'],
  data.rejected.map(({ stream, reason, count }) => [stream, reason, count] as const),
  'No record was rejected.',
)}
<h2>Streams</h2>
${table(['Stream', 'Received', 'Delivered', 'Skipped', 'Rejected', 'Requests', 'Retries'], streamRows(data), 'No stream ended.')}
</body>
</html>
`;
}

function totals({ samples }: ReportData): string {
  const last = samples.at(-1)!;
  const latency = latencyOf(last, undefined);
  const peak = Math.max(...samples.map(({ memoryBytes }) => memoryBytes));
  const entries: readonly (readonly [string, string])[] = [
    ['Seconds', (last.atMs / 1000).toFixed(1)],
    ['Received', formatCount(last.received)],
    ['Delivered', formatCount(last.delivered)],
    ['Rejected', formatCount(last.rejected)],
    ['Records a second', rateOf(last, undefined).toFixed(1)],
    ['Requests', formatCount(last.requests)],
    ['Mean latency', latency === undefined ? '–' : `${formatCount(Math.round(latency))} ms`],
    ['States', formatCount(last.states)],
    ['Memory', `${Math.round(peak / MIB)} MiB`],
  ];
  return `<dl>${entries.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>`;
}

function timeline(samples: readonly Sample[]): string {
  const totalMs = samples.at(-1)!.atMs;
  const curve = (value: (sample: Sample, before: Sample | undefined) => number | undefined): Point[] =>
    samples.map((sample, index) => [sample.atMs, value(sample, samples[index - 1])]);
  const fromStart = (value: (sample: Sample) => number): Point[] => [[0, 0], ...curve(value)];
  const records: readonly Curve[] = [
    { label: 'received', colour: 'b', points: fromStart(({ received }) => received) },
    { label: 'delivered', colour: 'a', isArea: true, points: fromStart(({ delivered }) => delivered) },
    { label: 'rejected', colour: 'c', points: fromStart(({ rejected }) => rejected) },
  ];
  const perSecond = (of: (sample: Sample) => number) => (sample: Sample, before: Sample | undefined) =>
    ((of(sample) - (before ? of(before) : 0)) / Math.max(1, sample.atMs - (before?.atMs ?? 0))) * 1000;
  return [
    lineChart('Records', 'records', totalMs, records),
    bandChart('Waits', totalMs, waitBands(samples)),
    lineChart('Records a second', 'a second', totalMs, [
      { label: 'with an outcome', colour: 'a', points: curve(perSecond(settledOf)) },
    ]),
    lineChart('Requests a second', 'a second', totalMs, [
      { label: 'sent', colour: 'd', isArea: true, points: curve(perSecond(({ requests }) => requests)) },
    ]),
    lineChart('Latency', 'ms', totalMs, [
      { label: 'mean of the requests', colour: 'e', points: curve(latencyOf) },
    ]),
    lineChart('States', 'states', totalMs, [
      { label: 'emitted', colour: 'd', points: fromStart(({ states }) => states) },
    ]),
    lineChart('Memory', 'MiB', totalMs, [
      { label: 'of the process', colour: 'b', points: curve(({ memoryBytes }) => memoryBytes / MIB) },
    ]),
    timeAxis(totalMs),
  ].join('\n');
}

/** For each purpose: the share of each interval that was spent waiting. */
function waitBands(samples: readonly Sample[]) {
  const msOf = (sample: Sample | undefined, purpose: string): number =>
    sample?.waits.find((wait) => wait.purpose === purpose)?.ms ?? 0;
  return samples
    .at(-1)!
    .waits.filter(({ ms }) => ms >= 50)
    .map(({ purpose }) => ({
      label: purpose,
      spans: samples.map((sample, index) => {
        const before = samples[index - 1];
        const [fromMs, toMs] = [before?.atMs ?? 0, sample.atMs];
        const share = (msOf(sample, purpose) - msOf(before, purpose)) / Math.max(1, toMs - fromMs);
        return { fromMs, toMs, share };
      }),
    }));
}

type Row = readonly (string | number)[];

const waitRows = ({ samples }: ReportData): readonly Row[] =>
  samples
    .at(-1)!
    .waits.filter(({ ms }) => ms >= 50)
    .map(({ purpose, ms }) => [purpose, (ms / 1000).toFixed(1)]);

const streamRows = ({ streams }: ReportData): readonly Row[] =>
  streams.map(({ name, received, delivered, skipped, rejected, requests, retries }) => [
    ...[name, received, delivered, skipped, rejected, requests, retries],
  ]);

function table(head: readonly string[], rows: readonly Row[], whenEmpty: string): string {
  if (rows.length === 0) return `<p>${whenEmpty}</p>`;
  const isNumber = (column: number): boolean =>
    rows.every((row) => !Number.isNaN(Number(row[column])) && column > 0);
  const cell = (tag: 'td' | 'th', value: string | number, column: number): string =>
    `<${tag}${isNumber(column) ? ' class="n"' : ''}>${escapeHtml(typeof value === 'number' ? formatCount(value) : value)}</${tag}>`;
  const line = (tag: 'td' | 'th', row: Row): string =>
    `<tr>${row.map((value, column) => cell(tag, value, column)).join('')}</tr>`;
  return `<div class="table"><table>${line('th', head)}${rows.map((row) => line('td', row)).join('')}</table></div>`;
}
