import { reasonText, type StreamReport } from '../engine/settlement/stream-report.ts';
import { nameOf } from '../protocol/catalog.ts';
import type { Activity, Sample } from './activity.ts';

export const SUCCEEDED = 'The sync succeeded.';
/** Log line at the start of a dry run. */
export const DRY_RUN =
  'Dry run: nothing is stored at the provider, no rejected record is kept, and no state is emitted. Records that count as delivered would be sent.';
export const DRY_RUN_SUCCEEDED = 'The dry run succeeded: nothing was stored at the provider.';

/** Totals of one stream. */
export interface StreamTotals {
  readonly name: string;
  readonly received: number;
  readonly delivered: number;
  readonly skipped: number;
  readonly rejected: number;
  readonly requests: number;
  readonly retries: number;
}

/** Records that were rejected for one reason. */
export interface RejectedCount {
  readonly stream: string;
  readonly reason: string;
  readonly count: number;
}

/** Content of a report's page, without content of records. */
export interface ReportData {
  /** The connector's name; undefined if a log lacks it. */
  readonly connector: string | undefined;
  /** End of the sync, in milliseconds since 1970; undefined if a log lacks it. */
  readonly endedAt: number | undefined;
  /** How the sync ended, as a sentence: `SUCCEEDED`, `DRY_RUN_SUCCEEDED`, or why it did not succeed. */
  readonly outcome: string;
  /** Samples in order; the last one has the totals. */
  readonly samples: readonly Sample[];
  readonly streams: readonly StreamTotals[];
  readonly rejected: readonly RejectedCount[];
  /** Requests by status, or by the code of their error; most frequent first. */
  readonly responses: readonly (readonly [result: string, count: number])[];
}

/** Collects the data of a report at the end of a sync. */
export function reportData(
  activity: Activity,
  samples: readonly Sample[],
  reports: readonly StreamReport[],
  end: Pick<ReportData, 'connector' | 'endedAt' | 'outcome'>,
): ReportData {
  return {
    ...end,
    samples: [...samples, activity.sample()],
    streams: reports.map(({ stream, received, delivered, skipped, rejected, meter }) => ({
      ...{ name: nameOf(stream), received, delivered, skipped, rejected },
      ...{ requests: meter.requests, retries: meter.retries },
    })),
    rejected: reports
      .flatMap(({ stream, reasons }) =>
        [...reasons].map(([reason, { count, sample }]) => ({
          ...{ stream: nameOf(stream), reason: reasonText(reason, sample), count },
        })),
      )
      .sort((a, b) => b.count - a.count),
    responses: [...activity.responses].sort(([, a], [, b]) => b - a),
  };
}
