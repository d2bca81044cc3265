import { readFileSync } from 'node:fs';

/** The most memory that a process has held so far, in KiB; undefined when it has ended, or where there is no /proc. */
export function peakMemory(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined;
  try {
    const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return peak === undefined ? undefined : Number(peak);
  } catch {
    return undefined;
  }
}
