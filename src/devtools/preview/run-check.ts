import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isObject } from '../../json.ts';
import type { OutputMessage } from '../../testing/output-message.ts';
import { configUpdates } from '../../testing/stored-configs.ts';
import type { CheckResult } from './description.ts';

/**
 * Runs `check` of a built connector and returns its status. The configuration is in a file that only its owner can
 * read, and that is removed at the end. Ends the connector when the signal aborts.
 */
export async function runCheck(
  command: string,
  configuration: unknown,
  signal: AbortSignal,
): Promise<CheckResult> {
  const folder = await mkdtemp(join(tmpdir(), 'airbyte-preview-'));
  try {
    const file = join(folder, 'config.json');
    await writeFile(file, JSON.stringify(configuration), { mode: 0o600, flag: 'wx' });
    return await statusOf(command, file, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function statusOf(command: string, file: string, signal: AbortSignal): Promise<CheckResult> {
  const child = spawn(process.execPath, [command, 'check', '--config', file], {
    stdio: ['ignore', 'pipe', 'ignore'],
    killSignal: 'SIGKILL',
    signal,
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  // An aborted child reports the abort as an error; it closes afterwards.
  child.once('error', () => {});
  let status: OutputMessage['connectionStatus'];
  let trace: string | undefined;
  let configuration: CheckResult['configuration'];
  for await (const line of createInterface({ input: child.stdout })) {
    const message = parsed(line);
    if (message?.type === 'CONNECTION_STATUS') status = message.connectionStatus;
    if (message) configuration = configUpdates([message]).at(-1) ?? configuration;
    if (message?.trace?.type === 'ERROR') trace = message.trace.error?.message;
  }
  const code = await closed;
  signal.throwIfAborted();
  const changed = configuration && { configuration };
  if (status !== undefined)
    return { status: status.status as CheckResult['status'], message: status.message ?? '', ...changed };
  const outcome = `check ended with exit code ${code} and without a CONNECTION_STATUS`;
  return {
    status: 'NONE',
    message: trace === undefined ? `${outcome}.` : `${outcome}: ${trace}`,
    ...changed,
  };
}

function parsed(line: string): OutputMessage | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return isObject(message) ? (message as OutputMessage) : undefined;
  } catch {
    return undefined;
  }
}
