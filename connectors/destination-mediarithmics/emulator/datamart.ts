import type { ParsedOptions } from './options.ts';

/** Id of the only data mart. */
export const DATAMART = '1502';

export function datamart({ type, archived }: ParsedOptions): object {
  return { id: DATAMART, name: 'Emulated', organisation_id: '1', time_zone: 'Europe/Paris', type, archived };
}
