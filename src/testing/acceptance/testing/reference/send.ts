import { setTimeout as sleep } from 'node:timers/promises';
import { broken } from './faults.ts';
import { Failure, log } from './output.ts';

export interface Config {
  readonly url: string;
  readonly key: string;
}

/** Longer waits end the sync: the platform runs it again later. */
const LONGEST_WAIT_MS = 60_000;

/** Sends a body until the provider accepts it; throws if it never will. */
export async function send(config: Config, path: string, body: string, patience = 4): Promise<void> {
  const request = {
    method: 'POST',
    headers: { 'x-key': config.key, connection: 'close' },
    body,
  };
  const response = await fetch(`${config.url}${path}`, request).catch(() => undefined);
  if (response === undefined && broken('reset-is-success')) return;
  const text = (await response?.text()) ?? '';
  if (response?.ok) return;
  const status = response?.status ?? 'nothing';
  if (broken('shows-responses')) log('INFO', text);
  const isTransient = response === undefined || response.status >= 500 || response.status === 429;
  const givesUp = broken('no-retry') || (response === undefined && broken('gives-up-on-resets'));
  if (!isTransient || patience === 0 || givesUp)
    throw new Failure(
      broken('quotes-responses') ? `The provider says ${text}.` : `The provider says ${status}.`,
    );
  const wait = waitOf(response?.headers.get('retry-after') ?? null);
  if (wait > LONGEST_WAIT_MS && !broken('waits-for-hours'))
    throw new Failure('The provider asks to wait for hours.', undefined, 'transient_error');
  await sleep(broken('hurries') ? 20 : wait);
  return send(config, path, body, patience - 1);
}

function waitOf(retryAfter: string | null): number {
  if (retryAfter === null) return 20;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  return broken('reads-seconds-only') ? 20 : Math.max(0, Date.parse(retryAfter) - Date.now());
}
