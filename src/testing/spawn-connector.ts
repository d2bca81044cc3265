import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { killWithThisProcess } from './process-group.ts';

/**
 * Folder of compiled code, if this process has one. A connector that starts with it takes a third less CPU; one in TypeScript
 * takes two thirds less, because Node does not load its compiler.
 */
const COMPILE_CACHE = process.env.NODE_COMPILE_CACHE && {
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
};

/** Starts a command as a process group, which ends at the latest with this process. */
export function spawnConnector(
  [program = '', ...args]: readonly string[],
  { cwd, env }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> },
): ChildProcessWithoutNullStreams {
  const child = spawn(program, args, {
    cwd,
    env: { PATH: machinePath(), HOME: process.env.HOME, ...COMPILE_CACHE, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  killWithThisProcess(child.pid);
  // A connector may end before it has read everything, and a test may close its end of stdout.
  child.stdin.on('error', () => {});
  child.stdout.on('error', () => {});
  return child;
}

/** Returns the PATH of the machine, without the folders that npm adds for the tools of the package, such as its Node. */
function machinePath(): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.filter((folder) => !folder.includes('node_modules')).join(delimiter);
}
