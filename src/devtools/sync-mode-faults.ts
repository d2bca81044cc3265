import type { AnyDestination } from '../define/destination.ts';
import { formatChoices } from '../text/format-list.ts';
import type { FileFault } from './default-export.ts';

interface Offer {
  readonly object_name: string;
  readonly sync_mode: string;
}

const RULE = { rule: 'operation-sync-modes', path: 'operations' };

/** Compares the sync modes of the operations with those that the specification lists, which are all that a user can choose. */
export function syncModeFaults(
  definition: Pick<AnyDestination, 'spec' | 'fetchOperations' | 'operationsFor' | 'syncModeHint'>,
  offers: readonly Offer[],
): readonly Omit<FileFault, 'file'>[] {
  const listed: readonly string[] = definition.spec.supported_destination_sync_modes ?? [];
  const offered = [...new Set(offers.map(({ sync_mode }) => sync_mode))];
  const unlisted = offered
    .filter((mode) => !listed.includes(mode))
    .map((mode) => {
      const objects = offers.filter((each) => each.sync_mode === mode).map((each) => each.object_name);
      const message = `${formatChoices(objects, 'and')} can be written in ${mode}, which no user can choose: supported_destination_sync_modes of the specification does not list it`;
      return { ...RULE, message };
    });
  // The provider, the user or a setting may decide about further operations.
  const { fetchOperations, operationsFor, syncModeHint } = definition;
  if (fetchOperations || operationsFor || syncModeHint) return unlisted;
  const unused = listed
    .filter((mode) => !offered.includes(mode))
    .map((mode) => {
      const message = `have none for ${mode} with the configuration of the emulator, but supported_destination_sync_modes of the specification lists it; if a setting allows it, name the setting with syncModeHint`;
      return { ...RULE, message };
    });
  return [...unlisted, ...unused];
}
