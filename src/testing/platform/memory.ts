import { readFileSync } from 'node:fs';

/**
 * The most memory that a process, or one that it started, has held so far, in KiB: under the platform's script the connector is a child of a
 * shell. Undefined when they have ended, or where there is no /proc.
 */
export function peakMemory(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined;
  const peaks = family(pid).flatMap((each) => {
    const peak = /^VmHWM:\s*(\d+) kB$/m.exec(textOf(`/proc/${each}/status`))?.[1];
    return peak === undefined ? [] : [Number(peak)];
  });
  return peaks.length === 0 ? undefined : Math.max(...peaks);
}

function family(pid: number): number[] {
  const children = textOf(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
  return [pid, ...children.flatMap((child) => family(Number(child)))];
}

/** Empty when the process has ended. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
