import { PassThrough } from 'node:stream';
import { type FakeClock, fakeClock, record, streamState } from '@airbyte-ts/cdk/testing';
import {
  ORGANIZATION,
  type Watershed,
  type WatershedOptions,
  watershed,
} from '../../connectors/destination-watershed/emulator/watershed.ts';
import definition from '../../connectors/destination-watershed/index.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import type { Context } from '../../src/define/context.ts';
import type { SharedConfig } from '../../src/define/shared-config.ts';
import type { FaultPlanInput } from '../../src/emulator/faults.ts';
import type { LoggedRequest } from '../../src/emulator/request-log.ts';
import { type RunningEmulator, startEmulator } from '../../src/emulator/server.ts';
import { plansOf } from '../../src/engine/plan.ts';
import { sync } from '../../src/engine/sync.ts';
import { fakeStore } from '../../src/engine/testing/fixtures.ts';
import type { ConnectorError } from '../../src/errors.ts';
import { createHttp } from '../../src/http/client.ts';
import { parseCatalog } from '../../src/protocol/catalog.ts';
import { testLog } from '../../src/testing/test-context.ts';
import { emulatorOf } from '../emulators/registry.ts';

/** The same start time for every emulator, so that times are comparable. */
const START = Date.UTC(2030, 0, 1);
/** Step of time while nothing is running, in milliseconds. */
const STEP_MS = 500;
/** Turns of the event loop after which nothing is running. */
const QUIET_TURNS = 12;

export interface Harness {
  readonly clock: FakeClock;
  readonly emulator: RunningEmulator<Watershed>;
  readonly provider: Watershed;
}

/** Starts a Watershed on a clock that the syncs of a test advance. */
export async function startHarness(
  options: WatershedOptions = {},
  faults: FaultPlanInput = [],
): Promise<Harness> {
  const clock = fakeClock(START);
  const emulator = await startEmulator(watershed(options), { clock, faults });
  return { clock, emulator, provider: emulator.provider };
}

export interface Job {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly streams?: readonly object[];
  readonly lines: readonly string[];
}

/** How a sync ended. */
export interface SyncResult {
  readonly error: ConnectorError | undefined;
  /** Emitted states in order, with counts and time. */
  readonly states: readonly {
    readonly id: number;
    readonly delivered: number;
    readonly rejected: number;
    readonly at: number;
  }[];
  readonly log: readonly string[];
  /** Rejected rows: the provider message, or the reason. */
  readonly rejected: readonly string[];
  readonly rejectedRecords: readonly unknown[];
}

export const completions = {
  stream: { name: 'completions', json_schema: schema('record_id', 'Name', 'Score') },
  destination_sync_mode: 'append',
};

export function schema(...columns: readonly string[]): object {
  return {
    type: 'object',
    properties: Object.fromEntries(columns.map((name) => [name, { type: 'string' }])),
  };
}

/** Runs a whole sync inside the test: the engine, the connector and its HTTP. Time advances when nothing is running. */
export async function runSync(at: Harness, job: Job): Promise<SyncResult> {
  const { context, log, abort, close } = contextIn(at);
  const config = configFor(at, job.config);
  const { store, kept } = fakeStore();
  const states: SyncResult['states'][number][] = [];
  const input = new PassThrough();
  input.end(job.lines.map((line) => `${line}\n`).join(''));
  const running = async (): Promise<void> => {
    const streams = parseCatalog({ streams: job.streams ?? [completions] });
    await sync({
      definition,
      config,
      plans: plansOf(definition, config, streams, context),
      input,
      output: {
        line: (text) => void states.push({ ...readState(text), at: at.clock.monotonic() }),
        message: () => undefined,
        blocked: false,
        closed: false,
        drained: () => Promise.resolve(),
      },
      context,
      rejects: store,
      redact: (text) => text,
      random: () => 0.5,
      terminate: new AbortController().signal,
      abort,
    });
  };
  const error = await inTime(at, running());
  await close();
  return {
    error,
    states,
    log: log.lines,
    rejected: kept.map(({ providerMessage, reason }) => providerMessage ?? reason),
    rejectedRecords: kept.map(({ record }) => JSON.parse(record) as unknown),
  };
}

/** Runs `check`; returns its error. */
export async function runCheck(at: Harness, own: Job['config']): Promise<ConnectorError | undefined> {
  const { context, close } = contextIn(at);
  const config = configFor(at, own);
  const error = await inTime(at, definition.check(definition.connect(config, context), config, context));
  await close();
  return error;
}

function configFor({ emulator }: Harness, own: Job['config']): SharedConfig {
  const usual = { ...emulatorOf('destination-watershed').config(emulator.url), poll_interval_seconds: 5 };
  return resolveConfig<SharedConfig>({ ...usual, ...own }, definition.spec);
}

function contextIn({ clock }: Harness) {
  const log = testLog();
  const aborting = new AbortController();
  const { signal } = aborting;
  const clients: { close(): Promise<void> }[] = [];
  const context: Context = {
    version: '0.0.0',
    log,
    clock,
    signal,
    maskSecret: () => undefined,
    updateConfig: () => Promise.resolve(),
    waiting: (_, wait) => wait(),
    http(options) {
      const client = createHttp(options, { clock, random: () => 0.5, signal, log, environment: {} });
      clients.push(client);
      return client;
    },
  };
  const close = async (): Promise<void> => {
    for (const client of clients) await client.close();
  };
  return { context, log, close, abort: (reason: unknown) => aborting.abort(reason) };
}

/** Advances time until `work` ends; returns its error, if any. */
async function inTime(at: Harness, work: Promise<void>): Promise<ConnectorError | undefined> {
  let isOver = false;
  const ended = work
    .then(
      () => undefined,
      (thrown: unknown) => thrown as ConnectorError,
    )
    .finally(() => {
      isOver = true;
    });
  await moveTime(at, () => isOver);
  return ended;
}

async function moveTime({ clock, emulator }: Harness, isOver: () => boolean): Promise<void> {
  let handled = -1;
  for (let quiet = 0; !isOver(); ) {
    await new Promise((resolve) => setImmediate(resolve));
    const { requests } = emulator;
    const isQuiet = requests.length === handled && requests.every(isIdle);
    handled = requests.length;
    quiet = isQuiet ? quiet + 1 : 0;
    if (quiet < QUIET_TURNS) continue;
    quiet = 0;
    await clock.advance(STEP_MS);
  }
}

/** A request that hangs waits for time to pass. */
const isIdle = ({ endedAt, fault }: LoggedRequest): boolean => endedAt !== undefined || fault === 'hang';

function readState(text: string): Omit<SyncResult['states'][number], 'at'> {
  const { state } = JSON.parse(text) as {
    state: { id: number; destinationStats: { recordCount: number; rejectedRecordCount: number } };
  };
  const { recordCount: delivered, rejectedRecordCount: rejected } = state.destinationStats;
  return { id: state.id, delivered, rejected };
}

/** Counts requests of a kind; paths are below the organization. */
export function countOf({ emulator }: Harness, method: string, path: string): number {
  const whole = `/api/organizations/${ORGANIZATION}/${path}`;
  return emulator.requests.filter((each) => each.method === method && each.path.startsWith(whole)).length;
}

export const UPLOADS = { method: 'POST', path: `/api/organizations/${ORGANIZATION}/csv-import` } as const;

/** The stream of the tests, with records and states for it. */
export const stream = { name: 'completions' };
export const row = (i: number, more: object = {}): string =>
  record(stream, { record_id: `r-${i}`, Name: `Learner ${i}`, Score: 0.5, ...more });
export const rows = (count: number): string[] => Array.from({ length: count }, (_, i) => row(i));
export const state = (id: number): string => streamState(stream, { id }, { id });
