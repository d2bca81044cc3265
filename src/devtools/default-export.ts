import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { closestMatch } from '../text/closest-match.ts';
import { type ConnectorFolder, loadDefault } from './project.ts';

/** A fault of a file of a connector, in the form of a broken rule. */
export interface FileFault {
  readonly file: string;
  readonly rule: string;
  readonly path: string;
  readonly message: string;
}

/** What the default export of a file has to be. */
export interface Wanted {
  /** Path in the folder of the connector. */
  readonly file: string;
  readonly rule: string;
  /** The export, as an author writes it. */
  readonly example: string;
  /** Types of its members. */
  readonly members: Readonly<Record<string, 'string' | 'object' | 'function'>>;
}

/** Loads the default export of a file that need not exist. Instead of an error it returns the faults of the file. */
export async function defaultExport<T>(
  connector: ConnectorFolder,
  wanted: Wanted,
): Promise<{ readonly value?: T; readonly faults: readonly FileFault[] }> {
  const file = join(connector.folder, wanted.file);
  if (!existsSync(file)) return { faults: [] };
  const fault = (path: string, message: string): FileFault => ({ file, rule: wanted.rule, path, message });
  let value: T | undefined;
  try {
    value = await loadDefault<T>(connector, wanted.file);
  } catch (thrown) {
    return { faults: [fault('default', `can't be loaded: ${textOf(thrown, connector)}`)] };
  }
  if (value === undefined)
    return { faults: [fault('default', `is missing: export default ${wanted.example}`)] };
  const faults = [value]
    .flat()
    .flatMap((one) => memberFaults(one, wanted).map(([name, says]) => fault(name, says)));
  return faults.length > 0 ? { faults } : { value, faults };
}

function memberFaults(value: unknown, { members }: Wanted): (readonly [name: string, message: string])[] {
  const given = (value ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(members)
    .filter(([name, type]) => typeof given[name] !== type)
    .map(([name, type]) => {
      if (given[name] !== undefined) return [name, `is no ${type}`] as const;
      const stray = Object.keys(given).filter((key) => !Object.hasOwn(members, key));
      const meant = closestMatch(name, stray);
      return [name, meant === undefined ? 'is missing' : `is missing; "${meant}" is no member`] as const;
    });
}

/** Returns the text of an error, with the line of the connector where it was thrown. */
export function textOf(thrown: unknown, { folder }: Pick<ConnectorFolder, 'folder'>): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const at = thrown.stack?.split('\n').find((line) => /^\s+at /.test(line) && line.includes(folder));
  const place = at && /([^/]*:\d+):\d+\)?$/.exec(at)?.[1];
  // The advice is for users of the form.
  const message = thrown.message.replace(' Correct this in the settings of the destination.', '').trim();
  return `${message}${place === undefined ? '' : ` (${place})`}`;
}
