import type { Label } from './names.ts';

export type Mode = 'append' | 'append_dedup' | 'overwrite';

/** How to deliver a batch: its template, sync mode, header and label. */
export interface Task {
  readonly template: string;
  readonly mode: Mode;
  /** The header of its file. */
  readonly columns: readonly string[];
  readonly label: Label;
  /** The templates that the configuration names. */
  readonly configuredTemplates: readonly string[];
}
