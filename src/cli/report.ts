import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { configError } from '../errors.ts';
import { reportFromLog } from '../report/from-log.ts';
import { reportPage } from '../report/page.ts';
import { createCommandRuntime } from './command-runtime.ts';
import { openReportFile } from './report-file.ts';

/**
 * Generates a report from the log of a sync: the output of `write`, or a log of the platform. Ends with exit code 1 after a
 * failure.
 */
export async function report(logPath: string, outputPath: string): Promise<void> {
  const runtime = createCommandRuntime();
  try {
    const data = reportFromLog(await progressLines(logPath));
    if (data === undefined)
      throw configError(
        `The log "${logPath}" has no progress of a sync. Give the output of write, or a log of the platform with it; a sync of less than 9 seconds has its totals only.`,
        { code: 'ERR_REPORT_LOG' },
      );
    const file = await openReportFile(outputPath);
    await file.write(reportPage(data));
    runtime.log.info(`The report is in ${outputPath}.`);
  } catch (thrown) {
    runtime.trace(thrown);
    process.exitCode = 1;
  }
  await runtime.output.drained();
}

/** Lines of the log; it may be larger than memory. */
const WANTED = /Progress after|The sync |Responses of the provider|Stream \\?"|"ERROR"/;

async function progressLines(path: string): Promise<readonly string[]> {
  try {
    const lines: string[] = [];
    for await (const line of createInterface({ input: createReadStream(path) }))
      if (WANTED.test(line)) lines.push(line);
    return lines;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw configError(
      `The log "${path}" cannot be read (${code}). Give the path of a file that you may read.`,
      {
        code: 'ERR_REPORT_LOG',
        cause,
      },
    );
  }
}
