import type { Readable } from 'node:stream';
import type { AnyDestination } from '../define/destination.ts';
import type { Log } from '../define/log.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import { plansOf, type StreamPlan } from '../engine/plan.ts';
import { sync } from '../engine/sync.ts';
import { configError } from '../errors.ts';
import { contradictions } from '../mapping/streams/mapping-faults.ts';
import { type ConfiguredStream, readCatalog } from '../protocol/catalog.ts';
import { rateLimited } from '../protocol/output.ts';
import { openRejectStore } from '../rejects/open-reject-store.ts';
import type { RejectStore } from '../rejects/rejection.ts';
import { RETRY_BUDGET_MS } from '../retry/retry.ts';
import { formatDuration, formatWait } from '../text/format-duration.ts';
import { type CommandRuntime, createCommandRuntime } from './command-runtime.ts';
import type { Connector } from './connector.ts';
import { loadConfig, loadDefinition } from './load-config.ts';
import { type ProcessHost, processHost } from './process-host.ts';
import { drainInput } from './stdin.ts';

/** Shorter waits are no news to a person. */
const LONG_WAIT_MS = 5_000;

/** What a sync delivers, and where it comes from. */
export interface WriteOptions {
  readonly streams: (log: Log) => Promise<readonly ConfiguredStream[]>;
  /** Throws for what the plans of the streams show to be wrong, before anything is sent. */
  readonly planned?: (plans: readonly StreamPlan[], definition: AnyDestination) => void;
  readonly input: () => Readable;
  /** Another process writes the input, and is to be read to its end after a failure. */
  readonly isPiped?: boolean;
}

/** Delivers the records on stdin and echoes the states that are earned. */
export async function write(
  connector: Connector,
  configPath: string,
  catalogPath: string,
  host: ProcessHost = processHost,
): Promise<void> {
  const job = { streams: () => readCatalog(catalogPath, host.env), input: host.openStdin, isPiped: true };
  await runSync(connector, configPath, job, host);
}

/** Runs a sync from its configuration to its last word. A failure is said in a TRACE and exit code 1. */
export async function runSync(
  connector: Connector,
  configPath: string,
  job: WriteOptions,
  host: ProcessHost = processHost,
): Promise<void> {
  let plans: readonly StreamPlan[] = [];
  let input: Readable | undefined;
  const world = createCommandRuntime({ onClosed: (until, ms) => tellOfWait(world, plans, until, ms) }, host);
  const termination = host.onTermination(world.readerGone);
  // Waiting for a timer alone must not end the process before its work is done.
  const alive = setInterval(() => undefined, 2 ** 30);
  try {
    refuseSockets(host.env);
    const config = await loadConfig(connector, configPath, world);
    const streams = await job.streams(world.log);
    const definition = await loadDefinition(connector, config, world);
    plans = plansOf(definition, config, streams, world.context);
    job.planned?.(plans, definition);
    // A check refuses these; connections that were saved before it did still work.
    for (const contradiction of contradictions(config)) world.log.warn(contradiction);
    const run = streams.find(({ syncId }) => syncId !== undefined)?.syncId ?? host.env.WORKER_JOB_ID;
    const rejects = await openRejects(config, run, world);
    const { context, output, abort } = world;
    const { terminate } = termination;
    try {
      input = job.input();
      await sync({
        definition,
        config,
        plans,
        input,
        output,
        context,
        rejects,
        redact: world.redactor.redact,
        random: host.random,
        terminate,
        abort,
      });
    } finally {
      await rejects.close();
      tellOfRejects(connector, plans, rejects, world);
    }
  } catch (thrown) {
    host.fail();
    if (!termination.terminate.aborted) {
      world.trace(thrown);
      if (job.isPiped) await drainInput(() => input ?? job.input(), host.clock, termination.terminate);
    }
  }
  input?.destroy();
  await world.close();
  await world.output.drained();
  clearInterval(alive);
  termination.end();
}

/** A sync without an id is named by its time: the attempts of one sync share a folder, and others do not. */
function openRejects(config: SharedConfig, run: number | string | undefined, world: CommandRuntime) {
  const { clock, signal } = world.context;
  const { redact } = world.redactor;
  const name = String(run ?? new Date(clock.wall()).toISOString().replaceAll(':', '-'));
  return openRejectStore(config, { runName: name, clock, signal, redact });
}

/** Where the rejected records of the sync are, and how they are delivered once the cause is fixed. */
function tellOfRejects(
  { name }: Connector,
  plans: readonly StreamPlan[],
  { keeps, location }: RejectStore,
  { log }: CommandRuntime,
): void {
  const rejected = plans.reduce((sum, { report }) => sum + report.rejected, 0);
  if (!keeps || rejected === 0) return;
  const files = location.startsWith('s3:') ? 'a download of that folder' : location;
  log.info(
    `${rejected} rejected records are kept in ${location}. Once the cause is fixed, deliver them with: ` +
      `${name} replay --config config.json ${files}`,
  );
}

function refuseSockets(env: ProcessHost['env']): void {
  if (env.DATA_CHANNEL_MEDIUM !== 'SOCKET') return;
  throw configError(
    'The platform offers records over sockets, which this destination does not read. Run the connection with standard input (DATA_CHANNEL_MEDIUM=STDIO).',
    { code: 'ERR_SOCKETS' },
  );
}

/** What the sync does about a wait. Requests that have failed before may have less time left than all of it. */
function afterWait(waitMs: number): string {
  const budget = formatDuration(RETRY_BUDGET_MS);
  return waitMs > RETRY_BUDGET_MS
    ? `That is longer than the ${budget} for which requests are retried, so nothing more is sent and the sync ends. Run it again after that time.`
    : `The sync continues by itself after that, unless a request has been retried for ${budget} before.`;
}

function tellOfWait(
  { log, output, context }: CommandRuntime,
  plans: readonly StreamPlan[],
  until: number,
  waitMs: number,
): void {
  if (waitMs < LONG_WAIT_MS) return;
  log.warn(
    `The provider asks to wait ${formatWait(waitMs, context.clock.wall())} (rate limit). ${afterWait(waitMs)}`,
  );
  for (const { stream, report } of plans)
    if (report.received > report.settled)
      output.message(rateLimited(stream.descriptor, context.clock.wall(), until));
}
