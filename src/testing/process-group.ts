/** Process groups that have not ended. */
const groups = new Set<number>();
let isRegistered = false;

/** Kills a process group when this process ends, unless it is forgotten before. */
export function killWithThisProcess(pid: number | undefined): void {
  if (pid !== undefined) groups.add(pid);
  if (isRegistered) return;
  isRegistered = true;
  process.once('exit', killGroups);
}

/** Forgets a process group that has ended, because its id may be reused. */
export function forgetGroup(pid: number | undefined): void {
  if (pid !== undefined) groups.delete(pid);
}

/** Kills all process groups that are not forgotten, including processes that outlived the one that started them. */
export function killGroups(): void {
  for (const group of groups) killGroup(group);
  groups.clear();
}

/** Kills a process and all that it started. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
