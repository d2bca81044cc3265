import { describe, expect, test } from 'vitest';
import type { FaultPlanInput } from '../../src/emulator/faults.ts';
import { depth } from '../../src/testing/depth.ts';
import { DEFINITIONS } from '../source-values/delivery.ts';
import { checkSettings, type StoredSync, syncSamples } from './sync.ts';

/** Records of each sync. */
const RECORDS = 3;
const STATUSES = [200, 201, 202, 204];
const TIMES = ['before', 'after'] as const;
/** Every so many of the cases; it shares no factor with the numbers of statuses and times. */
const STRIDE = depth(11, 1);

/** Requests, by the beginning of `METHOD path`, that succeed with an empty body: their statuses. */
const EMPTY_SUCCESS: Readonly<Record<string, readonly number[]>> = {
  'POST /auth/logout': STATUSES,
  // The metrics service responds with 200 and an empty body if the event is stored.
  'GET /metrics/': [200],
  // The bodies of the events API are not documented, and any 2xx is a success.
  'POST /api/v1/events/': STATUSES,
};
/** The upload of Watershed may have an empty response. Its import never appears if the file was not stored. */
const UPLOAD = /^POST .*\/csv-import$/;
/** Without the progress of a job, the list of imports shows its end. */
const OPTIONAL = /\/csv-import\/job\//;
/** The metrics service does not detect duplicates and cannot be asked for events. */
const CANNOT_DEDUPLICATE = /^GET \/metrics\//;

type Call = Pick<StoredSync['requests'][number], 'method' | 'path'>;
const nameOf = ({ method, path }: Call): string => `${method} ${path}`;
const isEmptySuccess = (call: Call, status: number): boolean =>
  Object.entries(EMPTY_SUCCESS).some(
    ([start, statuses]) => nameOf(call).startsWith(start) && statuses.includes(status),
  );

/** Each call once: paths that differ by ids only are one call. */
const callsOf = (requests: readonly Call[]): readonly Call[] => [
  ...new Map(requests.map((request) => [`${request.method} ${patternOf(request)}`, request])).values(),
];
/** Segments with a digit are ids. */
const patternOf = ({ path }: Call): string =>
  `^${path
    .split('/')
    .map((segment) => (/\d/.test(segment) ? '[^/]+' : segment))
    .join('/')}$`;

const emptySuccess = (status: number, when: (typeof TIMES)[number] = 'before') =>
  ({ type: 'status', status, body: { type: 'empty' }, when }) as const;
const always = (call: Call, status: number): FaultPlanInput => [
  { match: { method: call.method, path: { regexp: patternOf(call) } }, action: emptySuccess(status) },
];

const endOf = ({ error, stored, rejected, states }: StoredSync): string =>
  `${error?.failureType ?? 'complete'}, ${stored} stored, ${rejected.length} rejected, ${states.length} states`;

/** Whether a message names the response and the request. The last segment of a route that is no id is in the message. */
const namesCause = (message: string | undefined, call: Call, status: number): boolean => {
  const place = call.path.split('/').findLast((segment) => !/\d/.test(segment));
  const names = [/^GET \/metrics\/thisuser\//.test(nameOf(call)) ? 'thisuser' : place, call.method];
  return [...names, String(status), 'empty body'].every((part) => message?.includes(part!));
};

describe.each(DEFINITIONS.map((definition) => [definition.name, definition] as const))(
  '%s',
  (_, definition) => {
    const sampled = <T>(cases: readonly T[]): readonly T[] => cases.filter((_each, at) => at % STRIDE === 0);

    test('one stray success with an empty body during a sync loses, doubles and rejects no record', async () => {
      const { requests } = await syncSamples(definition);
      const cases = requests.flatMap((call, at) =>
        STATUSES.flatMap((status) => TIMES.map((when) => ({ call, nth: at + 1, status, when }))),
      );
      const wrong: string[] = [];
      for (const { call, nth, status, when } of sampled(cases)) {
        // Such a response cannot be distinguished from the provider's own.
        if (when === 'before' && isEmptySuccess(call, status)) continue;
        const sync = await syncSamples(definition, [{ nth, action: emptySuccess(status, when) }]);
        const isDoubled =
          when === 'after' && CANNOT_DEDUPLICATE.test(nameOf(call)) && !isEmptySuccess(call, status);
        const expected =
          when === 'before' && UPLOAD.test(nameOf(call))
            ? 'transient_error, 0 stored, 0 rejected, 0 states'
            : `complete, ${RECORDS + (isDoubled ? 1 : 0)} stored, 0 rejected, 1 states`;
        if (endOf(sync) !== expected)
          wrong.push(`${status} ${when} ${nameOf(call)}: ${endOf(sync)} instead of ${expected}`);
      }
      expect(wrong).toEqual([]);
    }, 600_000);

    test('a success with an empty body to each request of one kind ends a sync as a transient error that names the status, the empty body and the request', async () => {
      const { requests } = await syncSamples(definition);
      const wrong: string[] = [];
      for (const [call, status] of sampled(withStatuses(requests))) {
        const sync = await syncSamples(definition, always(call, status));
        const { error, rejected } = sync;
        const isRight = OPTIONAL.test(call.path)
          ? endOf(sync) === `complete, ${RECORDS} stored, 0 rejected, 1 states`
          : error?.failureType === 'transient_error' &&
            rejected.length === 0 &&
            namesCause(error.message, call, status);
        if (!isRight) wrong.push(`${status} to ${nameOf(call)}: ${endOf(sync)}: ${error?.message}`);
      }
      expect(wrong).toEqual([]);
    }, 600_000);

    test('a success with an empty body to each request of one kind fails a check with a message that names the status, the empty body and the request', async () => {
      const { requests } = await checkSettings(definition);
      const wrong: string[] = [];
      for (const [call, status] of sampled(withStatuses(requests))) {
        const { status: result, message } = await checkSettings(definition, always(call, status));
        if (result !== 'FAILED' || !namesCause(message, call, status))
          wrong.push(`${status} to ${nameOf(call)}: ${result}: ${message}`);
      }
      expect(wrong).toEqual([]);
    }, 600_000);
  },
);

/** Each kind of request with each status that is not its own success. */
const withStatuses = (requests: readonly Call[]): readonly (readonly [call: Call, status: number])[] =>
  callsOf(requests).flatMap((call) =>
    STATUSES.filter((status) => !isEmptySuccess(call, status)).map((status) => [call, status] as const),
  );
