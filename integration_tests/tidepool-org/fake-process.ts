import type { Clock } from '../../src/clock.ts';
import type { Context } from '../../src/define/context.ts';
import { createHttp } from '../../src/http/client.ts';
import type { Output } from '../../src/protocol/stdout.ts';
import type { Random } from '../../src/random.ts';
import { testLog } from '../../src/testing/test-context.ts';

/** The parts of an emitted state that tests read: its id and counts. */
export interface EmittedState {
  readonly id: number;
  readonly delivered: number;
  readonly rejected: number;
}

/** Version of the connector. */
export const VERSION = '1.2.3';

/** Replaces the process of a connector; it can crash at any time. */
export function startFakeProcess(clock: Clock, random: Random, onState: (state: EmittedState) => void) {
  const log = testLog();
  const dying = new AbortController();
  const ending = new AbortController();
  const clients: { close(): Promise<void> }[] = [];
  const responded = new Set<string>();
  const context: Context = {
    version: VERSION,
    log,
    clock,
    signal: dying.signal,
    maskSecret: () => undefined,
    updateConfig: () => Promise.resolve(),
    waiting: (_, wait) => wait(),
    http(options) {
      const client = createHttp(options, {
        ...{ clock, random, signal: dying.signal, log, environment: {}, responded },
        userAgent: `airbyte-destination-tidepool-data/${VERSION}`,
      });
      clients.push(client);
      return client;
    },
  };
  const output: Output = {
    line: (text) => {
      if (!dying.signal.aborted) onState(readState(text));
    },
    message: () => undefined,
    blocked: false,
    closed: false,
    drained: () => Promise.resolve(),
  };
  return {
    context,
    output,
    log: log.lines,
    terminate: ending.signal,
    abort: (reason: unknown) => dying.abort(reason),
    /** Stops all requests and output, like SIGKILL. */
    die() {
      dying.abort(new Error('the process died'));
      ending.abort(dying.signal.reason);
    },
    get isDead() {
      return ending.signal.aborted;
    },
    async end() {
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}

function readState(text: string): EmittedState {
  const { state } = JSON.parse(text) as {
    state: { id: number; destinationStats: { recordCount: number; rejectedRecordCount: number } };
  };
  const { recordCount, rejectedRecordCount } = state.destinationStats;
  return { id: state.id, delivered: recordCount, rejected: rejectedRecordCount };
}
