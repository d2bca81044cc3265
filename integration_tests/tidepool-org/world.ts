import { PassThrough } from 'node:stream';
import definition from '../../connectors/destination-tidepool-data/index.ts';
import type { Clock } from '../../src/clock.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import type { Context } from '../../src/define/destination.ts';
import { plansOf } from '../../src/engine/plan.ts';
import { sync } from '../../src/engine/sync.ts';
import { fakeLog, fakeStore } from '../../src/engine/test-kit.ts';
import { ConnectorError } from '../../src/errors.ts';
import { createHttp } from '../../src/http/client.ts';
import { parseCatalog } from '../../src/protocol/catalog.ts';
import type { Output } from '../../src/protocol/stdout.ts';
import { fakeClock } from '../../src/testing/fake-clock.ts';
import { lines } from '../../src/testing/messages.ts';
import { mulberry32 } from '../emulators/fault-picker.ts';
import type { FaultPlanInput } from '../emulators/faults.ts';
import { EMULATORS } from '../emulators/registry.ts';
import type { LoggedRequest, Moment } from '../emulators/request-log.ts';
import { startEmulator } from '../emulators/server.ts';
import { type TidepoolOrgOptions, tidepoolOrg } from '../emulators/tidepool-org.ts';
import { virtualTime } from './virtual-time.ts';

/** A stream as a catalog has it; `append` when nothing else is said. */
export interface StreamOf {
  readonly name: string;
  readonly mode?: 'append' | 'append_dedup' | 'overwrite';
  readonly key?: string;
}

/** The source says nothing for a minute: what waits to be sent is sent. */
export const SILENCE = { isSilence: true } as const;
export type Line = string | typeof SILENCE;

/** The moment at which the process dies: at one of its requests, the first being 1. */
export interface Crash {
  readonly request: number;
  readonly at: Moment;
}

export interface SyncOf {
  readonly streams: readonly StreamOf[];
  /** Messages of the platform, and silences of the source. */
  readonly input: readonly Line[];
  readonly config?: object;
  readonly crash?: Crash;
  /** Access tokens expire when this request arrives, the first being 1. */
  readonly expiresAt?: number;
  /** The session is ended by somebody else when this request arrives. */
  readonly revokedAt?: number;
  readonly random?: () => number;
  /** Called with each state as it is said, before anything else happens. */
  readonly said?: (state: Said) => void;
}

export interface Said {
  readonly id: number;
  readonly delivered: number;
  readonly rejected: number;
}

/** What is known when a sync is over. */
export interface Ended {
  readonly states: readonly Said[];
  /** Why it failed; `crashed` when the process died. */
  readonly error: ConnectorError | 'crashed' | undefined;
  readonly reasons: readonly string[];
  readonly rejected: readonly Readonly<Record<string, unknown>>[];
  readonly log: readonly string[];
  /** Its requests, in order: `POST /v1/data_sets/{id}/data 200`. */
  readonly requests: readonly string[];
}

/** An emulated Tidepool at which whole syncs of destination-tidepool-data run, over HTTP and in no time. */
export async function startWorld(options: TidepoolOrgOptions & { readonly faults?: FaultPlanInput } = {}) {
  const { faults = [], ...emulated } = options;
  const clock = fakeClock();
  const time = virtualTime(clock);
  const watching: { watch?: (moment: Moment, request: LoggedRequest) => void } = {};
  const emulator = await startEmulator(tidepoolOrg(emulated), {
    clock,
    faults,
    watch(moment, request) {
      time.watch(moment, request);
      watching.watch?.(moment, request);
    },
  });
  const own = EMULATORS['destination-tidepool-data'].config(emulator.url);

  const run = async (wanted: SyncOf): Promise<Ended> => {
    const config = resolveConfig<object>({ ...own, ...wanted.config }, definition.spec);
    const log = fakeLog();
    const { store, kept } = fakeStore();
    const random = wanted.random ?? mulberry32(1);
    const dying = new AbortController();
    const ending = new AbortController();
    const clients: { close(): Promise<void> }[] = [];
    const context: Context = {
      log,
      clock,
      signal: dying.signal,
      secret: () => undefined,
      http(given) {
        const environment = { clock, random, signal: dying.signal, log, environment: {} };
        const client = createHttp(given, environment);
        clients.push(client);
        return client;
      },
    };
    const states: Said[] = [];
    const output: Output = {
      line(text) {
        if (dying.signal.aborted) return;
        states.push(readSaid(text));
        wanted.said?.(states.at(-1)!);
      },
      message: () => undefined,
      blocked: false,
      closed: false,
      drained: () => Promise.resolve(),
    };
    const from = emulator.requests.length;
    watching.watch = (moment, { number, headers }) => {
      const nth = number - from;
      if (moment === 'arrived' && nth === wanted.expiresAt) emulator.provider.expireAccess();
      if (moment === 'arrived' && nth === wanted.revokedAt)
        emulator.provider.revoke(String(headers['x-tidepool-session-token']));
      if (moment !== wanted.crash?.at || nth !== wanted.crash.request) return;
      dying.abort(new Error('crashed'));
      ending.abort(dying.signal.reason);
    };
    const catalog = parseCatalog({ streams: wanted.streams.map(configured) });
    const input = new PassThrough();
    feed(input, wanted.input, clock);
    const error = await time.pass(
      sync({
        definition,
        config,
        plans: plansOf(definition, config, catalog, log),
        input,
        output,
        context,
        rejects: store,
        random,
        terminate: ending.signal,
        abort: (reason) => dying.abort(reason),
      }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      ),
    );
    watching.watch = () => undefined;
    await Promise.all(clients.map((client) => client.close()));
    const isCrash = ending.signal.aborted;
    if (!isCrash && error !== undefined && !(error instanceof ConnectorError)) throw error;
    return {
      states,
      error: isCrash ? 'crashed' : (error as ConnectorError | undefined),
      reasons: kept.map(({ reason }) => reason),
      rejected: kept.map(({ record }) => JSON.parse(record) as Readonly<Record<string, unknown>>),
      log: log.lines,
      requests: emulator.requests.slice(from).map(shown),
    };
  };

  return {
    clock,
    emulator,
    provider: emulator.provider,
    faults: emulator.faults,
    sync: run,
    close: emulator.close,
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;

async function feed(input: PassThrough, messages: SyncOf['input'], clock: Clock): Promise<void> {
  for (const message of messages)
    if (typeof message !== 'string') await clock.sleep(60_000);
    else input.write(lines(message));
  input.end();
}

const configured = ({ name, mode = 'append', key }: StreamOf) => ({
  stream: { name, json_schema: {} },
  sync_mode: 'incremental',
  destination_sync_mode: mode,
  ...(key !== undefined && { primary_key: [[key]] }),
  ...(mode === 'overwrite' && { generation_id: 1, minimum_generation_id: 1, sync_id: 1 }),
});

const shown = ({ method, path, status }: LoggedRequest): string =>
  `${method} ${path
    .replace(/\?.*/, '')
    .replace(/(data_sets\/)[^/]+/, '$1{id}')
    .replace(/(users|data)\/[0-9a-f]{10}/, '$1/{user}')} ${status ?? 'broken'}`;

function readSaid(text: string): Said {
  const { state } = JSON.parse(text) as {
    state: { id: number; destinationStats: { recordCount: number; rejectedRecordCount: number } };
  };
  const { recordCount, rejectedRecordCount } = state.destinationStats;
  return { id: state.id, delivered: recordCount, rejected: rejectedRecordCount };
}
