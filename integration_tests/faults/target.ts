import type { Arrival } from '@airbyte-ts/cdk/acceptance';
import type { AnyDestination } from '../../src/define/destination.ts';
import type { FaultPlanInput } from '../../src/emulator/faults.ts';
import type { LoggedRequest, Moment } from '../../src/emulator/request-log.ts';
import type { EmulatorOptions, RunningEmulator } from '../../src/emulator/server.ts';
import type { SourceStream } from '../../src/testing/platform/index.ts';

export type Fault = Extract<FaultPlanInput, unknown[]>[number];
export type Watch = (moment: Moment, request: LoggedRequest) => void;

/** A connector with an emulated provider, as fault schedules need it. */
export interface Target {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What the command runs; absent when that is not of this package. */
  readonly definition?: AnyDestination;
  /** Sync modes of its streams; a schedule takes one. */
  readonly modes: readonly string[];
  /** The names of three streams at the source, and what they hold. */
  readonly object: Omit<SourceStream, 'name' | 'mode'>;
  readonly streams: readonly [string, string, string];
  /**
   * The `i`-th record: what it is known by at the provider, and a column with `mark(i)`, which the provider keeps. With `of` it is a
   * new version of that one.
   */
  record(i: number, of?: number): { readonly key: string; readonly data: Readonly<Record<string, unknown>> };
  /** The `i`-th record as the connector has to reject it, with `mark(i)` in it. */
  unfit?(i: number): Readonly<Record<string, unknown>>;
  /** Modes in which the newest version of a record is the one that stays. */
  readonly keepsLast?: readonly string[];
  /** The most records of a group between two states, so that requests are some and a schedule is short. */
  readonly recordsPerGroup: number;
  /** How often a record may be there at the end, whatever happened, if it is sent again and again. */
  readonly promise: 'exactly once' | 'at least once';
  /** The requests that carry records; other faults strike any request. */
  readonly deliveries: Fault['match'];
  readonly secrets: readonly string[];
  /** Faults, as `provider-faults.ts` names them, that do not strike: what it cannot be held to. */
  readonly spared?: readonly string[];
  /** Nor do these strike processes: what it waits out for longer than a schedule may take in real time. */
  readonly tooLong?: readonly string[];
  /** Calls every failure one of the configuration. */
  readonly blamesConfig?: boolean;
  /**
   * Two attempts that replace data at the same moment erase what both have sent: the provider has no transaction. The old data is gone then
   * until the next attempt, but no state may have been written.
   */
  readonly erasesEachOther?: boolean;
  start(options: Pick<EmulatorOptions, 'watch' | 'clock'>): Promise<TargetWorld>;
}

/** A provider that runs for one schedule. */
export interface TargetWorld {
  readonly config: object;
  readonly emulator: RunningEmulator;
  /** What a user of the provider sees now; twice what is there twice. */
  arrived(): readonly Arrival[];
  /** How many deliveries of what was there before the provider has dropped, or hides. */
  dropped(): number;
  /** Lets work end that goes on at the provider. */
  settle?(): void;
}

/** Stands in every record and nowhere else. */
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
