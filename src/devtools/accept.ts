import { connectorAcceptance } from '../testing/cli/program.ts';
import type { Subject } from '../testing/subject.ts';
import { findProject, loadDefaults, type Project } from './project.ts';

/** Loads the subjects of a project: the default exports of `integration_tests/acceptance.ts` in its connectors' folders. */
export async function acceptanceSubjects(project: Project): Promise<readonly Subject[]> {
  return Object.values(
    await loadDefaults<readonly Subject[]>(project, 'integration_tests/acceptance.ts'),
  ).flat();
}

/**
 * Runs the acceptance suite with these arguments, with the subjects of the current project if there is one; returns the exit
 * code.
 */
export async function accept(args: readonly string[]): Promise<number> {
  // A connector that still runs is ended with this process.
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.once(signal, () => process.exit(code));
  const subjects = await acceptanceSubjects(projectHere());
  return connectorAcceptance(
    args,
    Object.fromEntries(subjects.map((subject) => [subject.name, () => subject])),
    {
      cwd: process.cwd(),
      stdout: process.stdout,
      stderr: process.stderr,
    },
  );
}

/** The suite accepts any connector, so a folder outside of a project has no subjects. */
function projectHere(): Project {
  try {
    return findProject(process.cwd());
  } catch {
    return { root: process.cwd(), connectors: [], examples: [] };
  }
}
