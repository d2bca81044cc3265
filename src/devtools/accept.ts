import { connectorAcceptance } from '../testing/cli/program.ts';
import type { Subject } from '../testing/subject.ts';
import { findProject, loadDefaults, type Project } from './project.ts';

/** Loads the subjects of a project: the default exports of `integration_tests/acceptance.ts` in its connectors' folders. */
export async function acceptanceSubjects(project: Project): Promise<readonly Subject[]> {
  return Object.values(await subjectsByConnector(project)).flat();
}

const subjectsByConnector = (project: Project) =>
  loadDefaults<Subject | readonly Subject[]>(project, 'integration_tests/acceptance.ts');

/** Returns what each name selects: the name of a connector all of its subjects, and that of a subject this one. */
export function emulatorsOf(
  connectors: Readonly<Record<string, Subject | readonly Subject[]>>,
): Readonly<Record<string, () => Subject | readonly Subject[]>> {
  const one = (subject: Subject) => [subject.name, () => subject] as const;
  return Object.fromEntries([
    ...Object.values(connectors).flat().map(one),
    ...Object.entries(connectors).map(([name, subjects]) => [name, () => subjects] as const),
  ]);
}

/**
 * Runs the acceptance suite with these arguments, with the subjects of the current project if there is one; returns the exit
 * code. `command` is what the user called.
 */
export async function accept(args: readonly string[], command: string): Promise<number> {
  // A connector that still runs is ended with this process.
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.once(signal, () => process.exit(code));
  return connectorAcceptance(args, emulatorsOf(await subjectsByConnector(projectHere())), {
    command,
    cwd: process.cwd(),
    stdout: process.stdout,
    stderr: process.stderr,
  });
}

/** The suite accepts any connector, so a folder outside of a project has no subjects. */
function projectHere(): Project {
  try {
    return findProject(process.cwd());
  } catch {
    return { root: process.cwd(), connectors: [], examples: [] };
  }
}
