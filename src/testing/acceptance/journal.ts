import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endOf, type Finished, type Stdin } from '../process.ts';

/** Commands that a case ran, with their output, so that a failure can be reproduced. */
export interface Journal {
  /** The commands, in order. */
  readonly runs: readonly JournalRun[];
  /** The folder with the files of the case, if it is kept. */
  readonly folder?: string;
}

/** One command that a case ran. */
export interface JournalRun {
  /** Program and arguments. */
  readonly commandLine: string;
  /** `exit code 0` or `killed by SIGTERM`; absent if it was still running. */
  readonly ended?: string;
  /** The last lines of stdout, cut to a readable length. */
  readonly stdout: readonly string[];
  /** The end of stderr, cut to a readable length. */
  readonly stderr: string;
  /** File in the folder with the content of stdin; absent if a case wrote it step by step. */
  readonly stdin?: string;
}

const LINES = 5;
const CHARACTERS = 400;

/** Collects the runs of one case. */
export class JournalKeeper {
  readonly #runs: { commandLine: string; stdin: Stdin | undefined; end?: Finished }[] = [];

  /** Records the start of a run; returns a function that records its end. */
  started(commandLine: string, stdin: Stdin | undefined): (end: Finished) => void {
    const run: { commandLine: string; stdin: Stdin | undefined; end?: Finished } = { commandLine, stdin };
    this.#runs.push(run);
    return (end) => {
      run.end = end;
    };
  }

  /** Returns the journal; with `folder` it writes the stdin of the runs there. */
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
