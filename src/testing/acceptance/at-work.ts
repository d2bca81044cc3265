import type { Finished } from '../process.ts';
import type { ToolOptions, Tools } from './case.ts';
import type { TestStream } from './stream.ts';

/**
 * A `write` that has to fail on `input`. It gets a state first and answers it before it sees the input: a connector
 * that fails whatever it is given would pass otherwise. The answer is the first state of the output.
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
