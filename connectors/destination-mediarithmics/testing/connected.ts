import {
  type Batch,
  ConnectorError,
  type Context,
  ndjson,
  type RawResponse,
  type RowOutcome,
  type Settlement,
} from '@airbyte-ts/cdk';
import { API_KEY, type EmulatedRequest } from '@airbyte-ts/cdk/emulator';
import {
  directHttp,
  type FakeClock,
  fakeClock,
  outcomesOf,
  testBatch,
  testContext,
  validConfig,
} from '@airbyte-ts/cdk/testing';
import spec from '../../../spec/destination-mediarithmics.json' with { type: 'json' };
import type { DestinationMediarithmicsConfig as Config } from '../../../spec/types/destination-mediarithmics.ts';
import { DATAMART } from '../emulator/datamart.ts';
import { type Mediarithmics, mediarithmics } from '../emulator/mediarithmics.ts';
import type { MediarithmicsOptions } from '../emulator/options.ts';
import { Documents } from '../imports/documents.ts';

/** A configuration with the defaults of the form. */
export const config = (rest: object = {}): Config =>
  validConfig<Config>(
    { api_token: API_KEY, datamart_id: DATAMART, base_url: 'http://127.0.0.1', ...rest },
    { spec },
  );

/** A fault of a request: its response is lost or replaced, or it arrives late or never. */
export type Trouble =
  | 'response lost'
  | 'never arrives'
  | { readonly arrivesAfterMs: number }
  | { readonly response: RawResponse };

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
  const { context: alone, log } = testContext(clock);
  const requests: EmulatedRequest[] = [];
  const trouble = { with: setup.trouble };

  const respond = (request: EmulatedRequest): RawResponse => {
    requests.push(request);
    const wrong = trouble.with?.(request);
    const lost = new ConnectorError('transient', 'No response came.', { code: 'ERR_NO_RESPONSE' });
    if (wrong === 'never arrives') throw lost;
    if (typeof wrong === 'object' && 'arrivesAfterMs' in wrong) {
      const now = () => ({ at: clock.monotonic(), wallAt: clock.wall() });
      clock.after(wrong.arrivesAfterMs, () => provider.handle({ ...request, ...now() }));
      throw lost;
    }
    if (typeof wrong === 'object') return wrong.response;
    const { status, body = '' } = provider.handle(request);
    if (wrong === 'response lost') throw lost;
    return { status, headers: {}, text: String(body) };
  };
  const http = directHttp({ clock, respond });

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
  testBatch(accounts.map(activity), { framing: ndjson });

/** A batch of one profile. */
export const profileBatch = (user_profile: object): Batch => {
  const line = { operation: 'UPSERT', user_account_id: 'a', user_profile, update_strategy: 'FORCE_REPLACE' };
  return testBatch([JSON.stringify(line)], { framing: ndjson });
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
      ended = outcomesOf(settlement, batch).map((outcome) => outcome.status);
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
