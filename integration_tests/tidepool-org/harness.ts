import { PassThrough } from 'node:stream';
import definition from '../../connectors/destination-tidepool-data/index.ts';
import { type TidepoolOrgOptions, tidepoolOrg } from '../../connectors/tidepool-org/emulator/tidepool-org.ts';
import type { Clock } from '../../src/clock.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import type { SharedConfig } from '../../src/define/shared-config.ts';
import type { FaultPlanInput } from '../../src/emulator/faults.ts';
import { mulberry32 } from '../../src/emulator/mulberry32.ts';
import type { LoggedRequest, Moment } from '../../src/emulator/request-log.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { disconnect } from '../../src/engine/delivery/disconnect.ts';
import { plansOf } from '../../src/engine/plan.ts';
import { sync } from '../../src/engine/sync.ts';
import { fakeStore } from '../../src/engine/testing/fixtures.ts';
import { ConnectorError } from '../../src/errors.ts';
import { parseCatalog } from '../../src/protocol/catalog.ts';
import { fakeClock } from '../../src/testing/fake-clock.ts';
import { lines } from '../../src/testing/messages.ts';
import { virtualTime } from '../../src/testing/virtual-time.ts';
import { emulatorOf } from '../emulators/registry.ts';
import { type EmittedState, startFakeProcess } from './fake-process.ts';

/** A stream of the catalog; in the mode `append` by default. */
export interface StreamOptions {
  readonly name: string;
  readonly mode?: 'append' | 'append_dedup' | 'overwrite';
  readonly key?: string;
}

/** The source sends nothing for a minute, so that waiting batches are sent. */
export const SILENCE = { isSilence: true } as const;
export type Line = string | typeof SILENCE;

/** When the process crashes: at one of its requests, the first being 1. */
export interface Crash {
  readonly request: number;
  readonly at: Moment;
}

export interface SyncOptions {
  readonly streams: readonly StreamOptions[];
  /** Messages of the platform, and silences of the source. */
  readonly input: readonly Line[];
  readonly config?: object;
  /** Number of the job; the constant of PyAirbyte by default. */
  readonly job?: number;
  readonly crash?: Crash;
  /** Number of emitted states after which the process crashes. */
  readonly diesAfter?: number;
  /** Access tokens expire when this request arrives, the first being 1. */
  readonly expiresAt?: number;
  /** Request at whose arrival another client ends the session. */
  readonly revokedAt?: number;
  /** Called when these requests arrive, the first being 1. */
  readonly atRequest?: Readonly<Record<number, () => void>>;
  /** Called with each state when it is emitted. */
  readonly onState?: (state: EmittedState) => void;
}

/** Result of a sync. */
export interface SyncResult {
  readonly states: readonly EmittedState[];
  /** Its error; `crashed` if the process crashed. */
  readonly error: ConnectorError | 'crashed' | undefined;
  readonly reasons: readonly string[];
  readonly rejected: readonly Readonly<Record<string, unknown>>[];
  readonly log: readonly string[];
  /** Its requests, in order: `POST /v1/data_sets/{id}/data 200`. */
  readonly requests: readonly string[];
}

/** Starts an emulated Tidepool for whole syncs of destination-tidepool-data, over HTTP and in virtual time. */
export async function startHarness(options: TidepoolOrgOptions & { readonly faults?: FaultPlanInput } = {}) {
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
  const { provider } = emulator;

  const resolve = (config: object | undefined): SharedConfig =>
    resolveConfig(
      { ...emulatorOf('destination-tidepool-data').config(emulator.url), ...config },
      definition.spec,
    );

  /** Runs a command to its end in virtual time, and returns the error that it threw. */
  const run = async (
    command: (process: ReturnType<typeof startFakeProcess>) => Promise<void>,
    wanted: Partial<SyncOptions>,
  ) => {
    const states: EmittedState[] = [];
    const process = startFakeProcess(clock, mulberry32(1), (state) => {
      states.push(state);
      wanted.onState?.(state);
      if (states.length === wanted.diesAfter) process.die();
    });
    const from = emulator.requests.length;
    watching.watch = (moment, { number, headers }) => {
      const nth = number - from;
      if (moment === 'arrived' && nth === wanted.expiresAt) provider.expireAccess();
      if (moment === 'arrived' && nth === wanted.revokedAt)
        provider.revoke(String(headers['x-tidepool-session-token']));
      if (moment === 'arrived') wanted.atRequest?.[nth]?.();
      if (moment === wanted.crash?.at && nth === wanted.crash.request) process.die();
    };
    const thrown = await time.pass(
      command(process).then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
    delete watching.watch;
    await process.end();
    if (!process.isDead && thrown !== undefined && !(thrown instanceof ConnectorError)) throw thrown;
    return {
      states,
      error: process.isDead ? ('crashed' as const) : (thrown as ConnectorError | undefined),
      log: process.log,
      requests: emulator.requests.slice(from).map(summariseRequest),
    };
  };

  return {
    clock,
    emulator,
    provider,
    faults: emulator.faults,
    close: emulator.close,

    async sync(wanted: SyncOptions): Promise<SyncResult> {
      const config = resolve(wanted.config);
      const catalog = parseCatalog({
        streams: wanted.streams.map((one) => configuredStream(one, wanted.job)),
      });
      const { store, kept } = fakeStore();
      const ended = await run(({ context, output, terminate, abort }) => {
        const plans = plansOf(definition, config, catalog, context);
        const input = new PassThrough();
        feed(input, wanted.input, clock);
        const of = { definition, config, plans, input, output, context, terminate, abort };
        return sync({ ...of, rejects: store, redact: (text) => text, random: mulberry32(2) });
      }, wanted);
      return {
        ...ended,
        reasons: kept.map(({ reason }) => reason),
        rejected: kept.map(({ record }) => JSON.parse(record) as Readonly<Record<string, unknown>>),
      };
    },

    /** Runs the command `check`. */
    check(wanted: object = {}) {
      const config = resolve(wanted);
      return run(async ({ context }) => {
        const api = definition.connect(config, context);
        try {
          await definition.check(api, config, context);
        } finally {
          await disconnect(definition, api, context);
        }
      }, {});
    },
  };
}

export type Harness = Awaited<ReturnType<typeof startHarness>>;

async function feed(input: PassThrough, messages: readonly Line[], clock: Clock): Promise<void> {
  for (const message of messages) {
    if (typeof message === 'string') input.write(lines(message));
    else await clock.sleep(60_000);
  }
  input.end();
}

const configuredStream = ({ name, mode = 'append', key }: StreamOptions, job = 1) => ({
  stream: { name, json_schema: {} },
  sync_mode: 'incremental',
  destination_sync_mode: mode,
  ...(key !== undefined && { primary_key: [[key]] }),
  ...(mode === 'overwrite' && { generation_id: 1, minimum_generation_id: 1, sync_id: job }),
});

/** Summarises a request, with names instead of ids. */
const summariseRequest = ({ method, path, status }: LoggedRequest): string => {
  const plain = path
    .replace(/(data_sets\/)[^/]+/, '$1{id}')
    .replace(/(users|data)\/[0-9a-f]{10}/, '$1/{user}');
  return `${method} ${plain} ${status ?? 'broken'}`;
};
