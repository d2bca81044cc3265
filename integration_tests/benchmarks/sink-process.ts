import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { SinkReport } from './sink.ts';
import type { Subject } from './subject.ts';

/** A running sink, as used by the benchmark. */
export interface Sink {
  /** Base URL for a connector's configuration. */
  readonly baseUrl: string;
  /** Returns the totals since the last call. */
  take(): Promise<SinkReport>;
  stop(): void;
}

/** Starts a sink that responds like the connector's provider, after `latencyMs`. */
export async function startSink({ name, basePath }: Subject, latencyMs = 0): Promise<Sink> {
  const child = fork(new URL('sink.ts', import.meta.url), [name, String(latencyMs)], { execArgv: [] });
  const next = async (): Promise<unknown> => {
    const gone = new AbortController();
    const failed = once(child, 'exit', { signal: gone.signal }).then(() => {
      throw new Error('The sink of the benchmark ended early.');
    });
    failed.catch(() => {});
    const [message] = await Promise.race([once(child, 'message', { signal: gone.signal }), failed]);
    gone.abort();
    return message;
  };
  const { port } = (await next()) as { port: number };
  return {
    baseUrl: `http://127.0.0.1:${port}${basePath}`,
    take() {
      child.send('take');
      return next() as Promise<SinkReport>;
    },
    stop: () => child.disconnect(),
  };
}
