import type { StreamIdentity } from '../identity.ts';

/** An identity for tests whose result does not depend on it. */
export const AN_IDENTITY: StreamIdentity = {
  primaryKey: [['id']],
  syncMode: 'append',
  object: undefined,
  settings: '0',
};
