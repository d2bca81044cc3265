import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CheckResult } from './description.ts';

interface Message {
  readonly type?: string;
  readonly connectionStatus?: CheckResult;
  readonly trace?: { readonly type?: string; readonly error?: { readonly message?: string } };
}

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
  let status: CheckResult | undefined;
  let trace: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const message = parsed(line);
    if (message?.type === 'CONNECTION_STATUS') status = message.connectionStatus;
    if (message?.trace?.type === 'ERROR') trace = message.trace.error?.message;
  }
  const code = await closed;
  signal.throwIfAborted();
  if (status !== undefined) return { status: status.status, message: status.message ?? '' };
  const outcome = `check ended with exit code ${code} and without a CONNECTION_STATUS`;
  return { status: 'NONE', message: trace === undefined ? `${outcome}.` : `${outcome}: ${trace}` };
}

function parsed(line: string): Message | undefined {
  try {
    return JSON.parse(line) as Message;
  } catch {
    return undefined;
  }
}
