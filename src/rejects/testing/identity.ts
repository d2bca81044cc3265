import type { StreamIdentity } from '../identity.ts';

/** For tests to which it does not matter. */
export const AN_IDENTITY: StreamIdentity = {
  primaryKey: [['id']],
  syncMode: 'append',
  object: undefined,
  settings: '0',
};
