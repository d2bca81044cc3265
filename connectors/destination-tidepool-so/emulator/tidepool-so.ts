import {
  apiKeyCheck,
  apiKeyOptions,
  type EmulatedProvider,
  type EmulatedRequest,
  type EmulatedResponse,
  elementTexts,
  jsonResponse,
  rateLimit,
} from '@airbyte-ts/cdk/emulator';
import { z } from 'zod';
import { type EventProblem, problemsOf } from './events.ts';
import { eventStore, type StoredEvent } from './store.ts';

export const TIDEPOOL_SO_PATH = '/api/v1/events';
const MAX_EVENTS = 100;

/**
 * Behaviour of the emulated service. Where the provider's pages are silent, each reading is an option:
 * https://docs.tidepool.so/docs/upload-historical-events-tidepool-api, https://docs.tidepool.so/docs/importing-data.
 */
export const tidepoolSoOptions = z
  .strictObject({
    ...apiKeyOptions,
    dedupe: z.boolean().default(true).describe('Whether an id is stored once (undocumented).'),
    maxBodyBytes: z
      .int()
      .min(2)
      .default(1024 * 1024)
      .describe('Maximum bytes of a body; a larger one gets 413 (undocumented).'),
    namesRows: z.boolean().default(false).describe('Whether a 422 names the invalid events (undocumented).'),
    partialOnRejection: z
      .int()
      .min(0)
      .default(0)
      .describe(
        'Number of valid events of a /track that are stored although the response is 422 (undocumented).',
      ),
    failEveryNth: z.strictObject({ n: z.int().min(1), status: z.int().min(400).max(599) }).optional(),
    rateLimit: z
      .strictObject({
        requestsPerSecond: z.number().positive(),
        /** Requests that may arrive at once after a pause; those of one second by default. */
        burst: z.int().min(1).optional(),
        retryAfter: z.enum(['seconds', 'date', 'none']).default('seconds'),
      })
      .optional(),
    successBody: z.string().default('{}').describe('Body of a 200 or 201 (undocumented).'),
    keep: z.enum(['events', 'ids', 'counts']).default('events'),
  })
  .refine(({ keep, dedupe }) => keep !== 'counts' || !dedupe, {
    path: ['keep'],
    message: 'counts cannot detect a repeated id; set dedupe to false, or keep ids',
  });

export type TidepoolSoOptions = z.input<typeof tidepoolSoOptions>;

/** A validation request that passed all checks before those of its events. */
interface Validation {
  readonly request: number;
  readonly events: number;
  readonly passed: boolean;
}

export interface TidepoolSo extends EmulatedProvider {
  /** Stored events in order of arrival; empty unless events are kept. */
  readonly events: readonly StoredEvent[];
  /** Number of events that were dropped because their id was already stored. */
  readonly repeated: number;
  readonly validations: readonly Validation[];
  /** Number of times that each id is stored; empty when only counters are kept. */
  countById(): ReadonlyMap<string, number>;
}

/** Emulates the tidepool.so events API. @throws Error when an option is not valid. */
export function tidepoolSo(input: TidepoolSoOptions = {}): TidepoolSo {
  const options = tidepoolSoOptions.parse(input);
  const store = eventStore(options.keep, options.dedupe);
  const validations: Validation[] = [];
  const admit = admission(options);

  const respond = (request: EmulatedRequest, rows: number): EmulatedResponse => {
    const rejection = admit(request);
    if (rejection) return rejection;
    const body = readEvents(request.body);
    if ('rejection' in body) return body.rejection;
    const problems = problemsOf(body.events);
    const track = request.path.endsWith('/track');
    if (!track && options.keep !== 'counts') {
      validations.push({
        request: request.number,
        events: body.events.length,
        passed: problems.length === 0,
      });
    }
    if (problems.length > 0) {
      const response = unprocessable(problems, options.namesRows);
      const few = Math.min(rows, options.partialOnRejection);
      return track && few > 0 ? { ...response, ...storing(request, body, problems, few) } : response;
    }
    if (!track) return { ...success(200), effect: { what: 'validated', rows: body.events.length } };
    return { ...success(201), ...storing(request, body, problems, rows) };
  };

  const storing = (
    { number, at }: EmulatedRequest,
    { text, events }: Events,
    problems: readonly EventProblem[],
    rows: number,
  ): Pick<EmulatedResponse, 'effect'> => {
    const bad = new Set(problems.map(({ index }) => index));
    const texts = options.keep === 'events' ? elementTexts(text) : [];
    const good = events.flatMap((value, index) =>
      bad.has(index) ? [] : { id: value.id as string, value, text: texts[index] ?? '', request: number, at },
    );
    return { effect: { what: 'stored', rows: store.add(good.slice(0, rows)) } };
  };

  const success = (status: number): EmulatedResponse =>
    options.successBody === ''
      ? { status }
      : { status, headers: { 'Content-Type': 'application/json' }, body: options.successBody };

  return {
    name: 'tidepool.so events',
    get stored() {
      return store.stored;
    },
    get repeated() {
      return store.repeated;
    },
    events: store.events,
    validations,
    countById: store.countById,
    handle: (request) => respond(request, Number.POSITIVE_INFINITY),
    handlePartially: respond,
  };
}

/** Checks that do not need the body. */
function admission(
  options: z.output<typeof tidepoolSoOptions>,
): (request: EmulatedRequest) => EmulatedResponse | undefined {
  const check = apiKeyCheck(options);
  const limit = options.rateLimit && rateLimit(options.rateLimit);
  let admitted = 0;

  return ({ path, method, headers, body, at, wallAt }) => {
    if (path !== `${TIDEPOOL_SO_PATH}/validate` && path !== `${TIDEPOOL_SO_PATH}/track`)
      return error(404, 'not found');
    if (method !== 'POST') return error(405, 'method not allowed', { Allow: 'POST' });
    const access = check(headers['x-tidepool-api-key']);
    if (access === 401) return error(401, 'missing or invalid API key');
    if (access === 403) return error(403, 'this API key may not send events');
    const wait = limit?.take(at) ?? 0;
    if (wait > 0)
      return error(429, 'too many requests', retryAfter(options.rateLimit?.retryAfter, wait, wallAt));
    admitted++;
    const { failEveryNth: fail } = options;
    if (fail && admitted % fail.n === 0) return error(fail.status, 'the service failed');
    if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
      return error(415, 'Content-Type must be application/json');
    }
    if ((headers['content-encoding'] ?? 'identity') !== 'identity')
      return error(415, 'Content-Encoding is not supported');
    return body.length > options.maxBodyBytes ? error(413, 'request body too large') : undefined;
  };
}

function retryAfter(form: string | undefined, waitMs: number, wallAt: number): Record<string, string> {
  const seconds = Math.ceil(waitMs / 1000);
  if (form === 'date') return { 'Retry-After': new Date(wallAt + seconds * 1000).toUTCString() };
  return form === 'seconds' ? { 'Retry-After': String(seconds) } : {};
}

interface Events {
  readonly text: string;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/** Reads the batch; its elements are not checked yet. */
function readEvents(body: Buffer): Events | { readonly rejection: EmulatedResponse } {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    value = JSON.parse(text);
  } catch {
    return { rejection: error(400, 'the body is not JSON') };
  }
  if (!Array.isArray(value)) return { rejection: error(400, 'the body must be an array of events') };
  if (value.length === 0) return { rejection: error(400, 'the batch is empty') };
  if (value.length > MAX_EVENTS) return { rejection: error(400, `a batch has at most ${MAX_EVENTS} events`) };
  return { text, events: value };
}

function unprocessable(problems: readonly EventProblem[], named: boolean): EmulatedResponse {
  return jsonResponse(422, { error: 'invalid events', ...(named && { errors: problems }) });
}

const error = (status: number, text: string, headers?: Record<string, string>): EmulatedResponse =>
  jsonResponse(status, { error: text }, headers);
