import type { Label } from './names.ts';

export type Mode = 'append' | 'append_dedup' | 'overwrite';

/** What is to be done with a batch, beyond its rows. */
export interface Task {
  readonly template: string;
  readonly mode: Mode;
  /** The header of its file. */
  readonly columns: readonly string[];
  readonly label: Label;
  /** The templates that the configuration names. */
  readonly known: readonly string[];
}
