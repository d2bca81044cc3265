import { type Sample, settledOf } from './activity.ts';

const MIB = 1024 * 1024;
const BEGINNING = 'Progress after ';

/**
 * Formats the progress for the log. `report` reads it again, so both change together. `before` is the sample of the line
 * before; the records a second and the time of a request are those since then.
 */
export function formatProgress(sample: Sample, before: Sample | undefined): string {
  const parts = [
    `received ${sample.received}`,
    `delivered ${sample.delivered}`,
    ...(sample.skipped > 0 ? [`skipped ${sample.skipped}`] : []),
    `rejected ${sample.rejected}`,
    `${rateOf(sample, before).toFixed(1)} records a second`,
    `in flight ${sample.received - settledOf(sample)}`,
    `requests ${sample.requests}${latencyText(sample, before)}`,
    `states ${sample.states}`,
    `memory ${Math.round(sample.memoryBytes / MIB)} MiB`,
  ];
  const waits = sample.waits.filter(({ ms }) => ms >= 50);
  const waited = waits.map(({ purpose, ms }) => `${seconds(ms)} s ${purpose}`).join(', ');
  return (
    `${BEGINNING}${seconds(sample.atMs)} s: ${parts.join(', ')}.` +
    `${waited && ` Waited: ${waited}.`} Now: ${sample.now.join('; ')}.`
  );
}

/** Reads a line of `formatProgress`, which may have other text around it; undefined for other lines. */
export function parseProgress(line: string, before: Sample | undefined): Sample | undefined {
  const text = line.slice(Math.max(0, line.indexOf(BEGINNING)));
  const atMs = number(text, /^Progress after ([\d.]+) s: received \d+, delivered \d+/) * 1000;
  if (Number.isNaN(atMs)) return undefined;
  const count = (name: string): number => number(text, new RegExp(`\\b${name} (\\d+)`)) || 0;
  const requests = count('requests');
  const sent = Math.max(0, requests - (before?.requests ?? 0));
  const each = number(text, /requests \d+ \((\d+) ms each\)/);
  const hasLatency = !Number.isNaN(each);
  return {
    atMs,
    received: count('received'),
    delivered: count('delivered'),
    skipped: count('skipped'),
    rejected: count('rejected'),
    requests,
    ended: (before?.ended ?? 0) + (hasLatency ? Math.max(1, sent) : 0),
    latencyMs: (before?.latencyMs ?? 0) + (hasLatency ? each * Math.max(1, sent) : 0),
    states: count('states'),
    memoryBytes: count('memory') * MIB,
    waits: waitsIn(/ Waited: (.*?)\. Now: /.exec(text)?.[1] ?? ''),
    now: (/ Now: (.*)\.$/.exec(text.trimEnd())?.[1] ?? '').split('; '),
  };
}

/** Reads `2.0 s for jobs, 1.0 s for the pace`. */
export function waitsIn(text: string): Sample['waits'] {
  return [...text.matchAll(/([\d.]+) s ((?:for|before) [^,]+)/g)].map(([, s, purpose]) => ({
    purpose: purpose!,
    ms: Number(s) * 1000,
  }));
}

/** Records with an outcome per second since the sample before. */
export function rateOf(sample: Sample, before: Sample | undefined): number {
  const ms = sample.atMs - (before?.atMs ?? 0);
  return ms > 0 ? ((settledOf(sample) - (before ? settledOf(before) : 0)) / ms) * 1000 : 0;
}

/** Mean time of the requests that have ended since the sample before; undefined if there are none. */
export function latencyOf(sample: Sample, before: Sample | undefined): number | undefined {
  const ended = sample.ended - (before?.ended ?? 0);
  return ended > 0 ? (sample.latencyMs - (before?.latencyMs ?? 0)) / ended : undefined;
}

function latencyText(sample: Sample, before: Sample | undefined): string {
  const latency = latencyOf(sample, before);
  return latency === undefined ? '' : ` (${Math.round(latency)} ms each)`;
}

const number = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? Number.NaN);

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
