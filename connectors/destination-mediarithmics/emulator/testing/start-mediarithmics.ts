import { API_KEY, type RunningEmulator, startEmulator } from '@airbyte-ts/cdk/emulator';
import { fakeClock } from '@airbyte-ts/cdk/testing';
import { mediarithmics } from '../mediarithmics.ts';
import type { MediarithmicsOptions } from '../options.ts';

export const NDJSON = 'application/x-ndjson';
export type Json = Record<string, unknown>;

export const ts = 1_605_262_037_783;

/** Returns a valid activity with additional members. */
export const activity = (id: string, more: Json = {}): string =>
  JSON.stringify({
    ...{ $user_account_id: id, $type: 'TOUCH', $session_status: 'NO_SESSION', $ts: ts },
    ...{ $events: [{ $event_name: 'visit', $ts: ts, $properties: {} }], ...more },
  });

interface Call {
  readonly body?: string | FormData;
  readonly headers?: Record<string, string>;
}

/** Starts an emulator with a fixed clock, and returns calls of its API. Jobs wait and run for 10 ms each. */
export async function startMediarithmics(options: MediarithmicsOptions = {}) {
  const clock = fakeClock();
  const emulator: RunningEmulator<ReturnType<typeof mediarithmics>> = await startEmulator(
    mediarithmics({ pendingMs: 10, runningMs: 10, ...options }),
    { clock },
  );
  const call = async (method: string, path: string, { body, headers = {} }: Call = {}) => {
    const at = path.startsWith('/v1') ? path : `/v1/datamarts/1502${path}`;
    const init = {
      method,
      headers: { Authorization: API_KEY, ...headers },
      ...(body !== undefined && { body }),
    };
    const response = await fetch(emulator.url + at, init);
    const text = await response.text();
    return { status: response.status, text, json: () => JSON.parse(text) as Json & { data: Json } };
  };
  /** Returns the id of a new import, or the status of the rejection. */
  const createImport = async (more: Json = {}): Promise<string> => {
    const wanted = {
      document_type: 'USER_ACTIVITY',
      mime_type: 'APPLICATION_X_NDJSON',
      encoding: 'utf-8',
      name: 'n',
      ...more,
    };
    const made = await call('POST', '/document_imports', {
      body: JSON.stringify(wanted),
      headers: { 'Content-Type': 'application/json' },
    });
    return made.status === 200 ? String(made.json().data.id) : String(made.status);
  };
  const post = (to: string, body: string, type = NDJSON) =>
    call('POST', `/document_imports/${to}/executions`, { body, headers: { 'Content-Type': type } });
  const execution = async (to: string, id: unknown) =>
    (await call('GET', `/document_imports/${to}/executions/${id}`)).json().data;
  /** Posts a document and returns the outcome of its job. */
  const runDocument = async (to: string, body: string, type = NDJSON) => {
    const posted = await post(to, body, type);
    if (posted.status !== 200) return posted.status;
    await clock.advance(20);
    return execution(to, posted.json().data.id);
  };
  return {
    emulator,
    provider: emulator.provider,
    clock,
    call,
    createImport,
    post,
    execution,
    runDocument,
    close: () => emulator.close(),
  };
}
