import type { Sample } from './activity.ts';
import { parseProgress, waitsIn } from './progress-text.ts';
import {
  DRY_RUN,
  DRY_RUN_SUCCEEDED,
  type RejectedCount,
  type ReportData,
  type StreamTotals,
  SUCCEEDED,
} from './report-data.ts';

interface Found {
  readonly samples: Sample[];
  readonly streams: StreamTotals[];
  readonly rejected: RejectedCount[];
  responses: [string, number][];
  outcome: string | undefined;
  readonly isDryRun: boolean;
  /** The totals were read: the next sample belongs to another sync. */
  isOver: boolean;
}

const nothing = (): Found => ({
  samples: [],
  streams: [],
  rejected: [],
  responses: [],
  outcome: undefined,
  isDryRun: false,
  isOver: false,
});

/**
 * Reads the data of a report from the lines of a log: messages of a connector, or text with such messages in it, as the platform
 * shows it. Of several syncs the last one counts. Undefined if there is none.
 */
export function reportFromLog(lines: Iterable<string>): ReportData | undefined {
  let found = nothing();
  for (const line of lines) {
    const text = messageOf(line, found);
    const before = found.samples.at(-1);
    const totals = parseTotals(text, before);
    const sample = totals ?? parseProgress(text, before);
    if (sample) {
      if (found.isOver || (before && sample.atMs < before.atMs)) found = nothing();
      found.isOver = totals !== undefined;
      found.samples.push(sample);
      continue;
    }
    readStream(text, found);
    readResponses(text, found);
    const stopped = /The sync was stopped .*$/.exec(text)?.[0];
    if (stopped) found.outcome = stopped;
    if (text.includes(DRY_RUN)) found = { ...nothing(), isDryRun: true };
  }
  const { samples, streams, rejected, responses } = found;
  if (samples.length === 0) return undefined;
  const succeeded = found.isDryRun ? DRY_RUN_SUCCEEDED : SUCCEEDED;
  const outcome = found.outcome ?? (streams.length > 0 ? succeeded : 'The log has no end of this sync.');
  return { connector: undefined, endedAt: undefined, outcome, samples, streams, rejected, responses };
}

/** Returns the text of a LOG message, and records the error of a TRACE. Other lines are texts themselves. */
function messageOf(line: string, found: Found): string {
  if (!line.startsWith('{')) return line.trimEnd();
  try {
    const message = JSON.parse(line) as {
      readonly log?: { readonly message?: unknown };
      readonly trace?: { readonly error?: { readonly message?: unknown } };
    };
    const error = message.trace?.error?.message;
    if (error !== undefined) found.outcome = `The sync failed: ${String(error)}`;
    return String(message.log?.message ?? '');
  } catch {
    return line.trimEnd();
  }
}

/** Parses the line of totals as a last sample. */
function parseTotals(text: string, before: Sample | undefined): Sample | undefined {
  const totals = /The sync took ([\d.]+ s: received .*)$/.exec(text)?.[1];
  if (totals === undefined) return undefined;
  const waited = /, waited ([\d.]+) s(?: \((.*)\)| (.*?))?\.$/.exec(totals);
  const waits = waited?.[2] ?? (waited?.[3] ? `${waited[1]} s ${waited[3]}` : '');
  const sample = parseProgress(`Progress after ${totals} Now: .`, before);
  return sample && { ...sample, waits: waitsIn(waits), now: [] };
}

const STREAM =
  /Stream (".*?"): received (\d+), delivered (\d+)(?:, skipped (\d+))?, rejected (\d+)(?: \((.*)\))?, requests (\d+), retries (\d+), waited /;

function readStream(text: string, { streams, rejected }: Found): void {
  const [, name, received, delivered, skipped, count, reasons, requests, retries] = STREAM.exec(text) ?? [];
  if (name === undefined) return;
  streams.push({
    ...{ name, received: Number(received), delivered: Number(delivered), skipped: Number(skipped ?? 0) },
    ...{ rejected: Number(count), requests: Number(requests), retries: Number(retries) },
  });
  for (const each of (reasons ?? '').split(/; (?=\d+ × )/)) {
    const [, times, reason] = /^(\d+) × (.*?)(?:; and \d+ more reasons)?$/.exec(each) ?? [];
    if (reason !== undefined) rejected.push({ stream: name, reason, count: Number(times) });
  }
}

function readResponses(text: string, found: Found): void {
  const responses = /Responses of the provider: (.*); \d+ ms each\.$/.exec(text)?.[1];
  if (responses === undefined) return;
  found.responses = responses.split(', ').flatMap((each): [string, number][] => {
    const [count, response] = each.split(' × ');
    return response === undefined ? [] : [[response, Number(count)]];
  });
}
