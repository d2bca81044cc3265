import type { Arrival } from '@airbyte-ts/cdk/acceptance';
import type { AnyDestination } from '../../src/define/destination.ts';
import type { FaultPlanInput } from '../../src/emulator/faults.ts';
import type { LoggedRequest, Moment } from '../../src/emulator/request-log.ts';
import type { EmulatorOptions, RunningEmulator } from '../../src/emulator/server.ts';
import type { SourceStream } from '../platform/index.ts';

export type Fault = Extract<FaultPlanInput, unknown[]>[number];
export type Watch = (moment: Moment, request: LoggedRequest) => void;

/** Names of the faults of a request (`provider-faults.ts`). */
export type ProviderFault =
  | 'a status'
  | 'a rate limit'
  | 'a status with an odd body'
  | 'rejected credentials'
  | 'a success with a web page'
  | 'a reset'
  | 'a slow response'
  | 'a response that is cut'
  | 'a response of a few bytes at a time'
  | 'a response that is not JSON'
  | 'half an effect'
  | 'a late effect'
  | 'a closed connection'
  | 'no response';

/** A connector with an emulated provider, for fault schedules. */
export interface Target {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Definition of the connector; absent if it is not in this package. */
  readonly definition?: AnyDestination;
  /** Sync modes of its streams; a schedule takes one. */
  readonly modes: readonly string[];
  /** Object of the three streams of the source. */
  readonly object: Omit<SourceStream, 'name' | 'mode'>;
  readonly streams: readonly [string, string, string];
  /**
   * Returns the `i`-th record: its key at the provider, and data with a column `mark(i)`, which the provider stores. With `of` it
   * is a new version of that record.
   */
  record(i: number, of?: number): { readonly key: string; readonly data: Readonly<Record<string, unknown>> };
  /** The `i`-th record as the connector has to reject it, with `mark(i)` in it. */
  rejectedRecord?(i: number): Readonly<Record<string, unknown>>;
  /** Modes in which the newest version of a record is kept. */
  readonly keepsLast?: readonly string[];
  /** Maximum number of records between two states, for several requests in a short schedule. */
  readonly recordsPerGroup: number;
  /** How often a record may be stored at the end if it is repeated after faults. */
  readonly promise: 'exactly once' | 'at least once';
  /** Requests that deliver records; other faults apply to any request. */
  readonly deliveries: Fault['match'];
  readonly secrets: readonly string[];
  /** Faults that are skipped, because the connector can't be expected to handle them. */
  readonly skippedFaults?: readonly ProviderFault[];
  /** Faults that are skipped for processes, because the connector waits longer than a schedule may take in real time. */
  readonly tooSlowFaults?: readonly ProviderFault[];
  /** Whether it reports every failure as an error of the configuration. */
  readonly blamesConfig?: boolean;
  /**
   * Two attempts that replace data at the same moment erase what both have sent: the provider has no transaction. The old data is
   * gone then until the next attempt, but no state may have been written.
   */
  readonly erasesEachOther?: boolean;
  start(options: Pick<EmulatorOptions, 'watch' | 'clock'>): Promise<RunningTarget>;
}

/** A provider that runs for one schedule. */
export interface RunningTarget {
  readonly config: object;
  readonly emulator: RunningEmulator;
  /** Records that a user of the provider sees now; one that is stored twice is included twice. */
  arrived(): readonly Arrival[];
  /** Number of repeated deliveries that the provider has dropped or hides. */
  dropped(): number;
  /**
   * Keys of records that the provider hides because it failed while it replaced them by a newer version. They are visible again
   * when the newer version is delivered, so only a sync that has not succeeded may leave them.
   */
  halfReplaced?(): ReadonlySet<string>;
  /** Completes running work at the provider. */
  settle?(): void;
}

/** A text that is in every record and nowhere else. */
export const CANARY = 'Phi+Canary';
export const mark = (i: number): string => `${CANARY}/${i}/${SHAPES[i % SHAPES.length]}`;

/** Texts of many shapes. */
const SHAPES = [
  'plain',
  'größer 日本 🩺',
  'a "quoted", text; with\\escapes',
  '=1+1',
  'x'.repeat(700),
  '{"a":1}',
];
