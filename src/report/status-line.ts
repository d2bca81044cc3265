import { formatCount } from '../text/format-count.ts';
import { type Sample, settledOf } from './activity.ts';
import { rateOf } from './progress-text.ts';

/** Formats the status of a sync for one line of a terminal; what matters most comes first, because a narrow one cuts it. */
export function formatStatusLine(sample: Sample, before: Sample | undefined): string {
  const rate = rateOf(sample, before);
  return [
    `${rate > 0 && rate < 10 ? rate.toFixed(1) : formatCount(Math.round(rate))} records/s`,
    `${formatCount(sample.delivered)} delivered`,
    `${formatCount(sample.rejected)} rejected`,
    `${formatCount(sample.received - settledOf(sample))} in flight`,
    sample.now.join(', '),
    `${Math.round(sample.memoryBytes / 1024 / 1024)} MiB`,
  ].join('  ');
}
