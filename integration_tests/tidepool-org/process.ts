import type { Clock } from '../../src/clock.ts';
import type { Context } from '../../src/define/context.ts';
import { fakeLog } from '../../src/engine/testing/fixtures.ts';
import { createHttp } from '../../src/http/client.ts';
import type { Output } from '../../src/protocol/stdout.ts';

/** What of a state that was said a test wants to see: its id and its counts. */
export interface Said {
  readonly id: number;
  readonly delivered: number;
  readonly rejected: number;
}

/** What a process of a connector is given, without the process; it can die at any moment. */
export function startProcess(clock: Clock, random: () => number, said: (state: Said) => void) {
  const log = fakeLog();
  const dying = new AbortController();
  const ending = new AbortController();
  const clients: { close(): Promise<void> }[] = [];
  const context: Context = {
    log,
    clock,
    signal: dying.signal,
    secret: () => undefined,
    http(options) {
      const client = createHttp(options, { clock, random, signal: dying.signal, log, environment: {} });
      clients.push(client);
      return client;
    },
  };
  const output: Output = {
    line: (text) => {
      if (!dying.signal.aborted) said(read(text));
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
    /** Nothing is sent or said any more, as after SIGKILL. */
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

function read(text: string): Said {
  const { state } = JSON.parse(text) as {
    state: { id: number; destinationStats: { recordCount: number; rejectedRecordCount: number } };
  };
  const { recordCount, rejectedRecordCount } = state.destinationStats;
  return { id: state.id, delivered: recordCount, rejected: rejectedRecordCount };
}
