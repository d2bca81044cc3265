import { formatWaited } from '../observer/format-waited.ts';
import { formatCount } from '../text/format-count.ts';
import type { Activity } from './activity.ts';
import { rateOf } from './progress-text.ts';

/**
 * Formats the totals of a sync for the log; no lines where nothing was received or sent. `report` parses them, so both change
 * together.
 */
export function summaryLines(activity: Activity): readonly string[] {
  const sample = activity.sample();
  if (sample.received === 0 && sample.requests === 0) return [];
  const parts = [
    `received ${sample.received}`,
    `delivered ${sample.delivered}`,
    ...(sample.skipped > 0 ? [`skipped ${sample.skipped}`] : []),
    `rejected ${sample.rejected}`,
    `${rateOf(sample, undefined).toFixed(1)} records a second`,
    `requests ${sample.requests}`,
    `states ${sample.states}`,
    `memory ${Math.round(activity.peakMemoryBytes / 1024 / 1024)} MiB at most`,
    formatWaited(activity.waits),
  ];
  const responses = [...activity.responses].sort(([, a], [, b]) => b - a);
  const mean = sample.ended > 0 ? Math.round(sample.latencyMs / sample.ended) : 0;
  return [
    `The sync took ${(sample.atMs / 1000).toFixed(1)} s: ${parts.join(', ')}.`,
    ...(responses.length > 0
      ? [
          `Responses of the provider: ${responses.map(([response, count]) => `${count} × ${response}`).join(', ')}; ${mean} ms each.`,
        ]
      : []),
  ];
}

/** Formats how many records of a stopped sync the last state covers. `reason` completes "The sync was": `stopped by SIGINT`. */
export function stoppedLine(reason: string, activity: Activity): string {
  const { received, states } = activity.sample();
  const records = `${formatCount(received)} ${received === 1 ? 'record' : 'records'}`;
  return states === 0
    ? `The sync was ${reason}; no state covers the ${records} that it received.`
    : `The sync was ${reason}; the last state covers ${formatCount(activity.covered)} of ${records}.`;
}
