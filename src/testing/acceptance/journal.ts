import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endOf, type Finished, type Stdin } from '../process.ts';

/** What a case did with the connector: for whoever wants to see a failure with their own eyes. */
export interface Journal {
  readonly runs: readonly JournalRun[];
  /** The folder with the files of the case, where it was asked to stay. */
  readonly folder?: string;
}

export interface JournalRun {
  /** Program and arguments. */
  readonly commandLine: string;
  /** `exit code 0`, `killed by SIGTERM`; absent while it ran on. */
  readonly ended?: string;
  /** The last lines of stdout, cut to a length that a person reads. */
  readonly stdout: readonly string[];
  readonly stderr: string;
  /** The file in the folder that holds what stdin was given; absent where a case fed it step by step. */
  readonly stdin?: string;
}

const LINES = 5;
const CHARACTERS = 400;

/** Collects the runs of one case. */
export class JournalKeeper {
  readonly #runs: { commandLine: string; stdin: Stdin | undefined; end?: Finished }[] = [];

  /** Returns what to call with the end of the run. */
  started(commandLine: string, stdin: Stdin | undefined): (end: Finished) => void {
    const run: { commandLine: string; stdin: Stdin | undefined; end?: Finished } = { commandLine, stdin };
    this.#runs.push(run);
    return (end) => {
      run.end = end;
    };
  }

  /** The journal; with `folder` what the runs were fed with is written there. */
  async close(folder?: string): Promise<Journal> {
    const runs = await Promise.all(
      this.#runs.map(async ({ commandLine, stdin, end }, i): Promise<JournalRun> => {
        const name = `stdin-${i + 1}.jsonl`;
        const isWhole = (typeof stdin === 'string' && stdin !== '') || stdin instanceof Uint8Array;
        if (folder !== undefined && isWhole) await writeFile(join(folder, name), stdin);
        return {
          commandLine,
          ...(end && { ended: endOf(end) }),
          stdout: (end?.lines ?? []).slice(-LINES).map((line) => line.slice(0, CHARACTERS)),
          stderr: (end?.stderr ?? '').slice(-CHARACTERS),
          ...(folder !== undefined && isWhole && { stdin: name }),
        };
      }),
    );
    return { runs, ...(folder !== undefined && { folder }) };
  }
}
