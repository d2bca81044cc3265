import type { EmulatedRequest } from '@airbyte-ts/cdk/emulator';
import type { Accounts, Caller } from './accounts.ts';
import type { Work } from './model.ts';

/** One authenticated request of the data service. */
export interface Call extends Work {
  readonly request: EmulatedRequest;
  readonly caller: Caller;
  readonly accounts: Accounts;
  /** Id of the user or data set in the path. */
  readonly id: string;
}
