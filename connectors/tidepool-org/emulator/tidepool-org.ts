import type { EmulatedProvider, EmulatedRequest, EmulatedResponse } from '@airbyte-ts/cdk/emulator';
import { z } from 'zod';
import { accountOptions, accounts } from './accounts.ts';
import { dataService } from './data-service.ts';
import { dataServiceAuth } from './data-service-auth.ts';
import { gatekeeper } from './gatekeeper.ts';
import { gatewayError, notRouted } from './gateway.ts';
import { type GroundTruth, groundTruth } from './ground-truth.ts';
import { type Interruption, type InterruptionInput, interruption, interruptions } from './interruptions.ts';
import { keycloak, keycloakOptions } from './keycloak.ts';
import { lookupFailures, type TokenCheck } from './lookup-failures.ts';
import { type MetricEvent, metrics, metricsOptions } from './metrics.ts';
import { reading, readingOptions } from './reading.ts';
import { rowStore } from './rows.ts';
import { setStore } from './sets.ts';
import { shoreline } from './shoreline.ts';
import { tokenOptions, tokens } from './tokens.ts';

export { DEVICE_ID, PASSWORD, STRANGER_ID, USER_ID, USERNAME } from './accounts.ts';
export { SERVICE_TOKEN, SESSION_TOKEN } from './tokens.ts';

/**
 * Behaviour of the emulated services, written from their source: https://github.com/tidepool-org (platform, shoreline,
 * gatekeeper, tide-whisperer, highwater). Where the source allows more than one reading, each is an option.
 */
export const tidepoolOrgOptions = z.strictObject({
  ...accountOptions,
  ...tokenOptions,
  ...keycloakOptions,
  ...readingOptions,
  ...metricsOptions,
  maxBodyBytes: z
    .int()
    .min(2)
    .optional()
    .describe(
      'Maximum bytes of a request body, beyond which the gateway responds with 413; the services have no limit.',
    ),
  interruptions: z.array(interruption).default([]).describe('Interruptions from the start.'),
  keep: z
    .enum(['data', 'keys'])
    .default('data')
    .describe(
      '`keys` keeps of every row only what identifies it, so that memory lasts for millions of rows.',
    ),
});

export type TidepoolOrgOptions = z.input<typeof tidepoolOrgOptions>;

export interface TidepoolOrg extends EmulatedProvider, GroundTruth {
  /** Recorded events, in order. */
  metrics(): readonly MetricEvent[];
  /** Interrupts the service at this step of its work. @throws Error when the interruption is not valid. */
  interrupt(input: InterruptionInput): Interruption;
  /** Completes the delayed work of slow requests now. */
  finishLate(): void;
  /** Makes the next lookups of a valid token fail: data and login respond with 401, metrics with 500. */
  failLookups(check: TokenCheck, times: number): void;
  /** Makes the next events fail with 500, without a record. */
  failMetrics(times: number): void;
  /** Makes the next reading of data end after this number of data, with status 200. */
  cutNextReading(data: number): void;
  /** Ends a token and its session. */
  revoke(token: string): void;
  /** Expires all current access tokens; refresh tokens stay valid. */
  expireAccess(): void;
}

/** Tidepool's services on one host, as behind its gateway. @throws Error when an option is not valid. */
export function tidepoolOrg(input: TidepoolOrgOptions = {}): TidepoolOrg {
  const options = tidepoolOrgOptions.parse(input);
  const people = accounts(options);
  const keys = tokens(options);
  const failing = lookupFailures();
  const rows = rowStore(options.keep);
  const sets = setStore();
  const interrupting = interruptions();
  for (const planned of options.interruptions) interrupting.interrupt(planned);

  const events = metrics(options, keys, failing);
  const reader = reading(options, { accounts: people, tokens: keys, rows, sets });
  const authenticate = dataServiceAuth(keys, failing);
  const services: readonly ((request: EmulatedRequest) => EmulatedResponse | undefined)[] = [
    dataService({ accounts: people, authenticate, rows, sets, interruptions: interrupting }),
    shoreline(people, keys, failing),
    gatekeeper(people, keys),
    keycloak(options, keys),
    reader.respond,
    events.respond,
  ];

  const handle = (request: EmulatedRequest): EmulatedResponse => {
    interrupting.finishUntil(request.at);
    if (request.body.length > (options.maxBodyBytes ?? Number.POSITIVE_INFINITY)) return gatewayError(413);
    for (const service of services) {
      const response = service(request);
      if (response) return response;
    }
    return notRouted;
  };

  return {
    name: 'Tidepool',
    get stored() {
      return rows.visible + events.recorded.length;
    },
    ...groundTruth(rows, sets),
    metrics: () => events.recorded,
    handle,
    handlePartially: (request, count) => interrupting.limited(count, () => handle(request)),
    interrupt: interrupting.interrupt,
    finishLate: () => interrupting.finishUntil(Number.POSITIVE_INFINITY),
    failLookups: failing.failNext,
    failMetrics: events.failNext,
    cutNextReading: reader.cutNext,
    revoke: keys.revoke,
    expireAccess: keys.expireAccess,
  };
}
