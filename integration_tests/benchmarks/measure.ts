import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** Cost of one run of a command. CPU and memory are those of the command's process alone, not of its feeder. */
export interface Measurement {
  /** User and system time, in milliseconds. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** The largest resident set, in bytes; unknown outside Linux. */
  readonly peakRss: number | undefined;
  /** The end of its stdout. */
  readonly stdout: string;
}

/**
 * The command's stdin is a pipe from `cat`, as on the platform. bash's `time` takes the usage of exactly one
 * child from wait4: a subshell that prints its process id and then becomes the command. The braces matter: without
 * them the subshell itself would measure the time, and lose it when it becomes the command.
 */
const SCRIPT = `
TIMEFORMAT='%U %S %R'
exec 5>&2
files=(); while [ "$1" != -- ]; do files+=("$1"); shift; done; shift
cat -- "\${files[@]}" | {
  time { ( echo "$BASHPID" >&3; exec "$@" 2>&5 3>&- 4>&- 5>&- ); }
} 2>&4
exit "\${PIPESTATUS[1]}"`;

const POLL_MS = 20;
const TAIL = 65_536;

/** Runs `command` with the files, in sequence, as its stdin. Throws when it fails or takes too long. */
export async function measure(
  command: readonly string[],
  files: readonly string[],
  timeoutMs = 600_000,
): Promise<Measurement> {
  const input = files.length > 0 ? files : ['/dev/null'];
  const child = spawn('bash', ['-c', SCRIPT, 'measure', ...input, '--', ...command], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const [stdout, stderr, pidPipe, timePipe] = child.stdio.slice(1) as Readable[];
  const out = tail(stdout!);
  const errors = tail(stderr!);
  const times = tail(timePipe!);

  let late = false;
  let pid = 0;
  let peakRss: number | undefined;
  pidPipe!.on('data', (text: Buffer) => {
    pid = Number(text.toString());
    if (late) process.kill(pid, 'SIGKILL');
  });
  const poll = setInterval(() => {
    peakRss = (pid > 0 ? highWater(pid) : undefined) ?? peakRss;
  }, POLL_MS);
  const limit = setTimeout(() => {
    late = true;
    if (pid > 0) process.kill(pid, 'SIGKILL');
  }, timeoutMs);

  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearInterval(poll);
  clearTimeout(limit);
  const name = command.slice(1, 3).join(' ');
  if (late) throw new Error(`${name} did not end within ${timeoutMs / 1000} s.`);
  if (code !== 0) throw new Error(`${name} ended with code ${code}.\n${out()}\n${errors()}`);
  return { ...readTimes(times()), peakRss, stdout: out() };
}

/** Reads bash's report: user, system and real seconds, with the decimal sign of any locale. */
export function readTimes(report: string): { cpuMs: number; wallMs: number } {
  const [user, system, real] = report
    .trim()
    .split(/\s+/)
    .map((text) => Number(text.replace(',', '.')) * 1000);
  if (user === undefined || system === undefined || !(real! >= 0))
    throw new Error('bash reported no times; the benchmark needs bash 4 or later.');
  return { cpuMs: user + system, wallMs: real! };
}

function highWater(pid: number): number | undefined {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined; // the process has just ended, or this is not Linux
  }
}

function tail(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (piece: string) => {
    text = (text + piece).slice(-TAIL);
  });
  return () => text;
}
