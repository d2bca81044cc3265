import type { PlannedStream } from '../engine/plan.ts';
import type { Activity, Sample } from '../report/activity.ts';
import type { ReportData } from '../report/report-data.ts';
import { Timeline } from '../report/timeline.ts';
import type { CommandRuntime } from './command-runtime.ts';
import { openReportFile, type ReportFile } from './report-file.ts';

/** The report of a running sync; does nothing without a path. */
export class SyncReport {
  /** Receives the samples of the timeline; undefined without a path. */
  readonly onSample: ((sample: Sample) => void) | undefined;
  private readonly path: string | undefined;
  private readonly timeline = new Timeline();
  private file: ReportFile | undefined;

  constructor(path: string | undefined) {
    this.path = path;
    this.onSample = path === undefined ? undefined : (sample) => this.timeline.add(sample);
  }

  /** Throws a config error if the file cannot be written. */
  async open(): Promise<void> {
    if (this.path !== undefined) this.file = await openReportFile(this.path);
  }

  /** Writes the page. A failure is a warning, because the records are delivered. */
  async write(
    activity: Activity,
    plans: readonly PlannedStream[],
    end: Pick<ReportData, 'connector' | 'endedAt' | 'outcome'>,
    { log, redactor }: CommandRuntime,
  ): Promise<void> {
    if (!this.file) return;
    try {
      const [{ reportData }, { reportPage }] = await Promise.all([
        import('../report/report-data.ts'),
        import('../report/page.ts'),
      ]);
      const reports = plans.map(({ report }) => report);
      const data = redacted(reportData(activity, this.timeline.samples, reports, end), redactor.redact);
      await this.file.write(reportPage(data));
      log.info(`The report is in ${this.path}.`);
    } catch (thrown) {
      log.warn(
        `The report was not written to ${this.path} (${(thrown as NodeJS.ErrnoException).code}). Make it from this log with the command report.`,
      );
    }
  }
}

/** Masks secrets in every text, before the page escapes characters of them. */
const redacted = (data: ReportData, redact: (text: string) => string): ReportData =>
  JSON.parse(JSON.stringify(data), (_, value: unknown) =>
    typeof value === 'string' ? redact(value) : value,
  ) as ReportData;
