import type { Emails } from './emails.ts';

/** Options of the conversion of rows to lines. */
export interface LineOptions {
  readonly emails: Emails;
  readonly allowsDeletions: boolean;
  readonly mode: 'append' | 'append_dedup';
}
