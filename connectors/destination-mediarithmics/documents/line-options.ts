import type { Emails } from './emails.ts';

/** What lines are made with. */
export interface LineOptions {
  readonly emails: Emails;
  readonly allowsDeletions: boolean;
  readonly mode: 'append' | 'append_dedup';
}
