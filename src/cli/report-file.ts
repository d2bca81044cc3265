import { open } from 'node:fs/promises';
import { configError } from '../errors.ts';

/** A file for a report, opened before the sync, so that a path that cannot be written stops it before anything is sent. */
export interface ReportFile {
  write(page: string): Promise<void>;
}

/** Throws a config error if the file cannot be written. */
export async function openReportFile(path: string): Promise<ReportFile> {
  try {
    const file = await open(path, 'w');
    return {
      async write(page) {
        await file.writeFile(page);
        await file.close();
      },
    };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw configError(
      `The report cannot be written to "${path}" (${code}). Give the path of a file in an existing folder that you may write to.`,
      { code: 'ERR_REPORT_FILE', cause },
    );
  }
}
