import { leakIn } from '../../src/testing/acceptance/canaries.ts';
import { endOf, startConnector } from '../../src/testing/process.ts';

/**
 * Runs `spec` or `check` like PyAirbyte: it reads up to the response, stops reading and sends SIGTERM.
 * @returns the error that PyAirbyte would report; undefined if there is none.
 */
export async function endedEarly(
  command: readonly string[],
  args: readonly string[],
  response: 'SPEC' | 'CONNECTION_STATUS',
  secrets: readonly string[],
): Promise<string | undefined> {
  const running = startConnector(command, args, { timeoutMs: 30_000 });
  running.closeStdin();
  const found = await running.waitFor(({ type }) => type === response).catch((thrown: Error) => thrown);
  running.closeStdout();
  running.kill('SIGTERM');
  const end = await running.finished;
  if (found instanceof Error) return `${args[0]}: ${found.message}`;
  if (end.timedOut || !(end.exitCode === 0 || end.signal === 'SIGTERM'))
    return `${args[0]}: ${endOf(end)} after its response`;
  if (found.connectionStatus?.status === 'FAILED') return `check: ${found.connectionStatus.message}`;
  const output = end.lines.join('\n') + end.stderr;
  return leakIn(output, secrets) === undefined ? undefined : `${args[0]} shows a secret`;
}
