import type { Emulator } from '@airbyte-ts/cdk/emulator';
import { findProject, loadDefaults } from '../../src/devtools/project.ts';

/** The emulators of this repository's connectors, by the connector's name. */
export const EMULATORS = await loadDefaults<Emulator>(findProject(import.meta.dirname), 'emulator/index.ts');

/** Returns the emulator of a connector. Throws an `Error` if there is none. */
export function emulatorOf(name: string): Emulator {
  const emulator = Object.hasOwn(EMULATORS, name) ? EMULATORS[name] : undefined;
  if (emulator === undefined) throw new Error(`There is no emulator for "${name}".`);
  return emulator;
}
