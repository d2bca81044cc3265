import {
  type Batch,
  ConnectorError,
  type Context,
  type Http,
  type HttpOptions,
  type HttpRequest,
  type HttpResponse,
  ndjson,
  type RawResponse,
  type Settlement,
} from '@airbyte-ts/cdk';
import type { DestinationMediarithmicsConfig as Config } from '../../../spec/types/destination-mediarithmics.ts';
import { resolveConfig } from '../../../src/config/resolve.ts';
import { readSpecification } from '../../../src/config/testing/read-specification.ts';
import type { RowOutcome } from '../../../src/define/batch.ts';
import { KEY } from '../../../src/emulator/api-keys.ts';
import type { EmulatedRequest } from '../../../src/emulator/provider.ts';
import { outcomesOf as settledOutcomes } from '../../../src/engine/batching/settlement.ts';
import { batchOf, fakeContext } from '../../../src/engine/testing/fixtures.ts';
import { rejectionError } from '../../../src/http/errors/classify.ts';
import { parseResponse } from '../../../src/http/request/parse-response.ts';
import { prepareRequest } from '../../../src/http/request/prepare-request.ts';
import { type FakeClock, fakeClock } from '../../../src/testing/fake-clock.ts';
import { DATAMART, type Mediarithmics, mediarithmics } from '../emulator/mediarithmics.ts';
import type { MediarithmicsOptions } from '../emulator/options.ts';
import { Documents } from '../imports/documents.ts';

/** A configuration with the defaults of the form. */
export const config = (rest: object = {}): Config =>
  resolveConfig<Config>(
    { api_token: KEY, datamart_id: DATAMART, base_url: 'http://127.0.0.1', ...rest },
    readSpecification('destination-mediarithmics'),
  );

/** A fault of a request: its response is lost or replaced, or it arrives late or never. */
export type Trouble =
  | 'answer lost'
  | 'never arrives'
  | { readonly arrivesAfterMs: number }
  | { readonly answer: RawResponse };

interface Setup {
  readonly config?: object;
  readonly emulator?: MediarithmicsOptions;
  readonly trouble?: (request: EmulatedRequest) => Trouble | undefined;
  /** An earlier or concurrent sync, whose provider and clock this one shares. */
  readonly beside?: { readonly clock: FakeClock; readonly provider: Mediarithmics };
}

/** The connector with an emulated provider, without a network, and with a fake clock. */
export function connected(setup: Setup = {}) {
  const { clock, provider } = setup.beside ?? {
    clock: fakeClock(),
    provider: mediarithmics(setup.emulator),
  };
  const { context: alone, log } = fakeContext(clock);
  const requests: EmulatedRequest[] = [];
  const trouble = { with: setup.trouble };

  const http = (options: HttpOptions): Http => {
    const once = async (
      wanted: HttpRequest & { reply?: Parameters<typeof parseResponse>[1] },
    ): Promise<HttpResponse<unknown>> => {
      const base = { origin: '', host: 'emulated', prefix: '', loopback: true };
      const { headers, method, path, where, isSuccess } = prepareRequest(wanted, {
        base,
        headers: options.headers ?? {},
        timeoutMs: 1,
      });
      const { pathname, search, searchParams } = new URL(path, 'http://127.0.0.1');
      const now = () => ({ at: clock.monotonic(), wallAt: clock.wall() });
      const request = {
        number: requests.length + 1,
        method,
        path: pathname,
        query: searchParams,
        search: search.slice(1),
        headers,
        body: await bytesOf(wanted),
        ...now(),
      };
      requests.push(request);
      const wrong = trouble.with?.(request);
      const lost = new ConnectorError('transient', 'No answer came.', { code: 'ERR_NO_ANSWER' });
      if (wrong === 'never arrives') throw lost;
      if (typeof wrong === 'object' && 'arrivesAfterMs' in wrong) {
        clock.after(wrong.arrivesAfterMs, () => provider.handle({ ...request, ...now() }));
        throw lost;
      }
      const handled = typeof wrong === 'object' ? undefined : provider.handle(request);
      if (wrong === 'answer lost') throw lost;
      const answer: RawResponse = handled
        ? { status: handled.status, headers: {}, text: String(handled.body ?? '') }
        : (wrong as { answer: RawResponse }).answer;
      if (!isSuccess(answer.status)) {
        const usual = rejectionError(answer, where, clock.wall());
        throw options.classify?.(answer) ?? usual;
      }
      const data = wanted.reply ? parseResponse(answer, wanted.reply, where) : answer.text;
      return { status: answer.status, headers: {}, data };
    };
    const request = async (wanted: HttpRequest): Promise<HttpResponse<unknown>> => {
      for (let left = 20; ; left--) {
        try {
          return await once(wanted);
        } catch (error) {
          if (
            wanted.idempotent !== true ||
            !(error instanceof ConnectorError) ||
            !error.retryable ||
            left === 0
          )
            throw error;
        }
      }
    };
    return { request: request as Http['request'], close: () => Promise.resolve() };
  };

  const context: Context = { ...alone, http };
  const documents = new Documents(config(setup.config), context);
  return { clock, provider, context, log, requests, trouble, documents, api: documents.api };
}

/** Counts requests by method and end of the path, such as `POST` and `/executions`. */
export function countOf(requests: readonly EmulatedRequest[], method: string, ending: string): number {
  return requests.filter((each) => each.method === method && each.path.endsWith(ending)).length;
}

/** A batch of activities with these accounts. */
export const batchFor = (...accounts: string[]): Batch =>
  batchOf(accounts.map(activity), { framing: ndjson });

/** A batch of one profile. */
export const profileBatch = (user_profile: object): Batch => {
  const line = { operation: 'UPSERT', user_account_id: 'a', user_profile, update_strategy: 'FORCE_REPLACE' };
  return batchOf([JSON.stringify(line)], { framing: ndjson });
};

export const ts = 1_605_262_037_783;

export function activity(account: string): string {
  const event = { $event_name: 'visit', $ts: ts, $properties: {} };
  return JSON.stringify({
    ...{
      $user_account_id: account,
      $type: 'TOUCH',
      $session_status: 'NO_SESSION',
      $ts: ts,
      $events: [event],
    },
  });
}

/** Runs the clock until a delivery ends. Returns the status of each row, or the error. */
export async function outcomeOf(
  delivery: Promise<Settlement>,
  batch: Batch,
  { clock }: Pick<ReturnType<typeof connected>, 'clock'>,
): Promise<readonly RowOutcome['status'][] | ConnectorError> {
  let ended: readonly RowOutcome['status'][] | ConnectorError | undefined;
  delivery.then(
    (settlement) => {
      const of = settledOutcomes(settlement, batch);
      ended = Array.from({ length: batch.size }, (_, index) => of(index).status);
    },
    (error: ConnectorError) => {
      ended = error;
    },
  );
  for (let turns = 0; ended === undefined; turns++) {
    if (turns > 10_000) throw new Error('the delivery does not end');
    await clock.drain();
  }
  return ended;
}

async function bytesOf({ body, json }: HttpRequest): Promise<Buffer> {
  if (json !== undefined) return Buffer.from(JSON.stringify(json));
  if (body === undefined) return Buffer.alloc(0);
  return typeof body === 'string' || body instanceof Uint8Array
    ? Buffer.from(body)
    : Buffer.concat([...body]);
}
