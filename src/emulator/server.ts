import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../clock.ts';
import { type FaultControl, faultPicker } from './fault-picker.ts';
import type { FaultPlanInput } from './faults.ts';
import type { EmulatedProvider, EmulatedRequest } from './provider.ts';
import { RequestHandler } from './request-handler.ts';
import { type LoggedRequest, type Moment, requestLog, type Traffic } from './request-log.ts';

/** Options of `startEmulator`. */
export interface EmulatorOptions {
  /** Port on 127.0.0.1; 0, the default, takes any free port. */
  readonly port?: number;
  /** Faults of the provider; none by default. `RunningEmulator.faults` replaces them. */
  readonly faults?: FaultPlanInput;
  /** Milliseconds of a wait before every request is handled; 0 by default. */
  readonly latencyMs?: number;
  /** Clock of every wait and every time in the log; the clock of the process by default. */
  readonly clock?: Clock;
  /** Number of the newest requests that `requests` keeps; all by default. */
  readonly keepRequests?: number;
  /** Maximum bytes of a request body; a larger one gets 413 and is not kept; 128 MiB by default. */
  readonly maxBodyBytes?: number;
  /** Called at each moment of a request, so that a test can act (for example, kill the connector) at that moment. */
  readonly watch?: (moment: Moment, request: LoggedRequest) => void;
  /** Called with each request when it was read completely, before a fault or the provider handles it. */
  readonly onRequest?: (request: EmulatedRequest) => void;
}

/** An emulator that accepts requests until it is closed. */
export interface RunningEmulator<P extends EmulatedProvider = EmulatedProvider> {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly url: string;
  /** The provider that was started, with its state. */
  readonly provider: P;
  /** The requests, in order of arrival; see `EmulatorOptions.keepRequests`. */
  readonly requests: readonly LoggedRequest[];
  /** Counters over all requests. */
  readonly traffic: Traffic;
  /** Replaces and counts faults. */
  readonly faults: FaultControl;
  /** Ends all connections, including hanging ones. Pending effects (late commits) are dropped. */
  close(): Promise<void>;
}

/**
 * Serves a provider's API on 127.0.0.1. Throws an `Error` if the fault plan is not valid or the port is taken.
 *
 * @example
 * const emulator = await startEmulator(notes(), { faults: [{ nth: 2, action: { type: 'status', status: 503 } }] });
 * await fetch(`${emulator.url}/notes`, { method: 'POST', body: '[1]' });
 * expect(emulator.provider.stored).toBe(1);
 * await emulator.close();
 */
export async function startEmulator<P extends EmulatedProvider>(
  provider: P,
  options: EmulatorOptions = {},
): Promise<RunningEmulator<P>> {
  const { clock = systemClock, latencyMs = 0, maxBodyBytes = 128 * 1024 * 1024, watch, onRequest } = options;
  const faults = faultPicker(options.faults ?? []);
  const log = requestLog(options.keepRequests ?? Number.POSITIVE_INFINITY);
  const closing = new AbortController();
  const { signal } = closing;
  const handler = new RequestHandler({
    provider,
    clock,
    faults,
    log,
    latencyMs,
    maxBodyBytes,
    watch,
    onRequest,
    signal,
  });

  const server = createServer((incoming, response) => {
    handler.handle(incoming, response).catch((thrown) => {
      // A client that disconnects, or the emulator closing, ends a request early; any other error is a defect of the emulator.
      if (closing.signal.aborted || !incoming.complete) return;
      process.stderr.write(`emulator: ${thrown instanceof Error ? thrown.stack : thrown}\n`);
      response.destroy();
    });
  });
  server.requestTimeout = 0;
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    provider,
    requests: log.entries,
    traffic: log.traffic,
    faults,
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
