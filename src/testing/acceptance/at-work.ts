import type { Finished } from '../process.ts';
import type { ToolOptions, Tools } from './case.ts';
import type { TestStream } from './stream.ts';

/**
 * Runs a `write` that must fail on `input`. Sends a state first and waits until it is emitted: without that, a connector
 * that fails on any input would pass. That state is the first one of the output.
 */
export async function writeOnceAtWork(
  tools: Tools,
  stream: TestStream,
  input: string | Uint8Array,
  options: ToolOptions = {},
): Promise<Finished> {
  const running = await tools.startWrite({ streams: [stream] }, options);
  await running.send(firstState(stream));
  await running.waitFor(({ type }) => type === 'STATE');
  await running.sendRaw(input);
  running.closeStdin();
  return running.finished;
}

/** The state that `writeOnceAtWork` sends first. */
export const firstState = (stream: TestStream): string => stream.state({ n: 0 }, { id: 1000 });
