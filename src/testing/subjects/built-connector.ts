import { join } from 'node:path';
import { findProject } from '../../devtools/project.ts';
import type { Subject } from '../subject.ts';

/**
 * Returns how `dist/<name>.js` of the current project is started: with this Node, or with the program in `CONNECTOR_NODE`. Run
 * `airbyte-ts build` before. Throws an `Error` outside of a project.
 *
 * @example
 * const subject = { ...rest, ...builtConnector('destination-example') };
 */
export function builtConnector(name: string): Pick<Subject, 'command' | 'executable'> {
  const file = join(findProject(process.cwd()).root, 'dist', `${name}.js`);
  return { command: [process.env.CONNECTOR_NODE ?? process.execPath, file], executable: file };
}
