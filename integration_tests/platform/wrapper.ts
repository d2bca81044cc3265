import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { forgetGroup, killGroup, killWithThisProcess } from '../../src/testing/process-group.ts';

type Operation = 'spec' | 'check' | 'discover' | 'write';

export interface PlatformJob {
  readonly shell: string;
  readonly operation: Operation;
  /** Replaces the pod's /config or /dest: the working directory with the input files and the results. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Seconds between two checks of the script for the marker file. The platform uses 10 s. */
  readonly pollSeconds?: number;
  readonly uid?: number;
  /** Whether the end of the script ends all processes that it started, like the end of the pod. */
  readonly isPod?: boolean;
  /** Called with the stdout of a `write`, as it arrives. */
  readonly onStdout?: (chunk: Buffer) => void;
}

export interface WrappedJob {
  /** Process id of the script. */
  readonly pid: number | undefined;
  /** Writes a line to a `write`; other commands have no stdin. */
  send(line: string): void;
  /** Writes bytes to a `write`; resolves when the pipe has taken them. */
  sendRaw(bytes: string | Uint8Array): Promise<void>;
  endInput(): void;
  /** Closes the stdout of a `write`: the platform stops reading. */
  closeStdout(): void;
  /** Creates the marker file, as the platform does to cancel, and when the connector's sidecar has ended. */
  terminate(): void;
  /** Kills all processes, like the loss of the machine. */
  kill(): void;
  /** Returns the stdout of the connector so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves with the exit code of the script. */
  readonly ended: Promise<number | null>;
}

/**
 * Returns the script that the platform runs in a connector's container instead of the ENTRYPOINT. Written after
 * airbyte-workload-launcher/src/main/kotlin/pods/factories/ContainerCommandFactory.kt of airbytehq/airbyte-platform.
 */
function script({ operation, folder, pollSeconds = 10 }: PlatformJob): string {
  const config = `--config ${folder}/${operation === 'write' ? 'connectorConfig.json' : 'connectionConfiguration.json'}`;
  const command = {
    spec: `eval "$AIRBYTE_ENTRYPOINT spec " > ${folder}/jobOutput.json`,
    check: `eval "$AIRBYTE_ENTRYPOINT check ${config}" > ${folder}/jobOutput.json`,
    discover: `eval "$AIRBYTE_ENTRYPOINT discover ${config}" > ${folder}/jobOutput.json`,
    write: `eval "$AIRBYTE_ENTRYPOINT write ${config} --catalog ${folder}/catalog.json" 2> ${folder}/stderr > ${folder}/stdout < ${folder}/stdin`,
  }[operation];
  return `
if [ -z "$AIRBYTE_ENTRYPOINT" ]; then
  echo "AIRBYTE_ENTRYPOINT is not set"
  exit 127
fi
(${command}) &
CHILD_PID=$!
(while true; do if [ -f TERMINATED ]; then kill $CHILD_PID; exit 0; fi; sleep ${pollSeconds}; done) &
WATCH_PID=$!
wait $CHILD_PID
EXIT_CODE=$?
echo $EXIT_CODE > TEMP_EXIT_CODE.txt
mv TEMP_EXIT_CODE.txt exitCode.txt
kill $WATCH_PID 2> /dev/null # in the pod, the end of this script ends the watch
exit $EXIT_CODE
`;
}

export function start(job: PlatformJob): WrappedJob {
  const asUser =
    job.uid === undefined ? [] : ['setpriv', `--reuid=${job.uid}`, `--regid=${job.uid}`, '--clear-groups'];
  const run = (command: string): ChildProcess => {
    const [program, ...args] = [...asUser, job.shell, '-c', command];
    const child = spawn(program!, args, {
      cwd: job.folder,
      env: { ...job.env },
      stdio: 'pipe',
      detached: true,
    });
    killWithThisProcess(child.pid);
    return child;
  };
  const isWrite = job.operation === 'write';
  if (isWrite) {
    for (const name of ['stdin', 'stdout', 'stderr'])
      spawnSync('mkfifo', ['-m', '666', path.join(job.folder, name)]);
  }
  const main = run(script(job));
  // Opening a pipe blocks until its other end is open, so each has its own process.
  const feeder = isWrite ? run('exec cat > stdin') : undefined;
  const readers = isWrite ? [run('exec cat < stdout'), run('exec cat < stderr')] : [];
  const out = isWrite ? collect(readers[0]!.stdout) : () => output(job.folder);
  const err = collect(readers[1] ? readers[1].stdout : main.stderr);
  if (job.onStdout) readers[0]?.stdout?.on('data', (chunk: Buffer) => job.onStdout?.(chunk));
  const kill = (): void => {
    killGroup(main.pid);
    forgetGroup(main.pid);
  };
  if (job.isPod) main.once('exit', kill);
  feeder?.stdin?.on('error', () => {});
  return {
    pid: main.pid,
    send: (line) => void feeder?.stdin?.write(`${line}\n`),
    sendRaw: (bytes) =>
      new Promise((resolve) => {
        if (!feeder?.stdin?.writable) return resolve();
        feeder.stdin.write(bytes, () => resolve());
      }),
    endInput: () => void feeder?.stdin?.end(),
    closeStdout: () => void readers[0]?.kill('SIGKILL'),
    terminate: () => fs.writeFileSync(path.join(job.folder, 'TERMINATED'), ''),
    kill,
    stdout: out,
    stderr: err,
    ended: end(main, readers).finally(() => feeder?.kill('SIGKILL')),
  };
}

/** Returns the script's exit code, after all output of the connector has been read. */
async function end(main: ChildProcess, readers: readonly ChildProcess[]): Promise<number | null> {
  const closed = readers.map((reader) => once(reader, 'close'));
  const [code] = (await once(main, 'exit')) as [number | null];
  // A connector that outlives the script keeps its pipes open; the readers do not wait for it.
  const impatience = setTimeout(() => readers.forEach((reader) => void reader.kill('SIGKILL')), 2_000);
  await Promise.all(closed);
  clearTimeout(impatience);
  return code;
}

const output = (folder: string): string => {
  const file = path.join(folder, 'jobOutput.json');
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
};

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => void chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
