import { readFileSync } from 'node:fs';

/**
 * Returns the peak memory of a process, or of one that it started, in KiB: with the platform's script the connector is a child of
 * a shell. Undefined if they have ended, or if there is no /proc.
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

/** Returns the empty text if the process has ended. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
