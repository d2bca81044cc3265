import type { Readable, Writable } from 'node:stream';
import { withoutControls } from '../text/without-controls.ts';
import type { ProcessHost } from './process-host.ts';

export const isTerminal = (stream: Readable | Writable): boolean =>
  'isTTY' in stream && stream.isTTY === true;

/** Shows a line of the log to a user who redirects stdout, where the log is. */
export function showOnTerminal(
  line: string,
  { stderr, stdout }: Pick<ProcessHost, 'stderr' | 'stdout'>,
): void {
  if (stderr?.isTTY && !isTerminal(stdout)) stderr.write(`${withoutControls(line)}\n`);
}
