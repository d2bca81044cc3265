import type { Context } from '../define/context.ts';
import type { Log } from '../define/log.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';

/** A log that collects its lines. */
export interface LogOfLines extends Log {
  /** Texts of all levels, in order. */
  readonly lines: string[];
}

/** Creates a log that collects its lines. */
export function testLog(): LogOfLines {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  return {
    lines,
    error: write,
    warn: write,
    info: write,
    debug: (message: () => string) => write(message()),
  };
}

/**
 * Returns a context for tests without a network, on a fake clock. Its `log` collects lines, `configUpdates` what
 * `Context.updateConfig` gets, and `aborting` aborts its signal. `Context.http` throws: replace it, for instance by `directHttp`.
 *
 * @example
 * const { context, log } = testContext();
 * const api = new MyApi(config, { ...context, http: directHttp({ clock: context.clock, respond }) });
 * expect(log.lines).toEqual([]);
 */
export function testContext(clock: FakeClock = fakeClock()): {
  /** The context. */
  readonly context: Context;
  /** The log of the context. */
  readonly log: LogOfLines;
  /** The changes that `Context.updateConfig` got, in order. They are not validated: `createTestDestination` does that. */
  readonly configUpdates: readonly Readonly<Record<string, unknown>>[];
  /** Aborts `Context.signal`. */
  readonly aborting: AbortController;
} {
  const log = testLog();
  const aborting = new AbortController();
  const configUpdates: Readonly<Record<string, unknown>>[] = [];
  const context: Context = {
    version: '0.0.0',
    log,
    clock,
    signal: aborting.signal,
    http: () => {
      throw new Error('there is no network in this test');
    },
    maskSecret: () => undefined,
    updateConfig: async (changes) => void configUpdates.push(changes),
    waiting: (_, wait) => wait(),
  };
  return { context, log, configUpdates, aborting };
}
