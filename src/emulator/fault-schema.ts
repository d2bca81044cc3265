import { z } from 'zod';

export const count = z.int().min(1);
const ms = z.number().min(0);
const statusCode = z.int().min(200).max(599);
/** Whether the fault applies before the provider handled the request, or after (its state has changed then). */
const when = z.enum(['before', 'after']).default('before');

const body = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('empty') }),
  z.strictObject({
    type: z.literal('json'),
    /** A value that is sent as JSON. */
    value: z.unknown(),
  }),
  z.strictObject({
    type: z.literal('html'),
    /** The page; by default that of a gateway, which asks to sign in. */
    text: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('text'),
    /** The text. */
    text: z.string(),
  }),
  /** The request's line, headers (including credentials) and body, as a leaking response would repeat them. */
  z.strictObject({ type: z.literal('echo') }),
]);

/** Seconds as a number; an HTTP date so many seconds from now; or any text as it is. */
const retryAfter = z.union([
  z.number(),
  z.strictObject({
    /** Seconds from now. */
    date: z.number(),
  }),
  z.string(),
]);

/** What a fault does to a request. */
export const action = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('status'),
    /** Status of the response, 200 to 599. */
    status: statusCode,
    /** Headers; none by default. */
    headers: z.record(z.string(), z.string()).default({}),
    /** The header `Retry-After`: seconds, an HTTP date, or a text as it is; none by default. */
    retryAfter: retryAfter.optional(),
    /** The body; `{"error":"injected fault"}` by default. */
    body: body.default({ type: 'json', value: { error: 'injected fault' } }),
    /** Before or after the effect; before by default. */
    when,
  }),
  z.strictObject({
    type: z.literal('reset'),
    /** Before or after the effect; before by default. */
    when,
    /** Ends the connection with RST or FIN; RST by default. */
    by: z.enum(['rst', 'fin']).default('rst'),
  }),
  /** No response until the client or the emulator closes the connection. */
  z.strictObject({
    type: z.literal('hang'),
    /** Before or after the effect; before by default. */
    when,
  }),
  /** The usual response, late. */
  z.strictObject({
    type: z.literal('slow'),
    /** Milliseconds of the wait. */
    ms,
    /** Before or after the effect; before by default. */
    when,
  }),
  /** The usual response, a few bytes of its body at a time. */
  z.strictObject({
    type: z.literal('dribble'),
    /** Bytes at a time; 1 by default. */
    bytes: count.default(1),
    /** Milliseconds between them; 100 by default. */
    everyMs: ms.default(100),
  }),
  /** The usual response, but its body ends before its content-length. */
  z.strictObject({
    type: z.literal('cut'),
    /** Bytes of the body that are sent; half of it by default. */
    bytes: z.int().min(0).optional(),
    /** How the connection ends; with FIN by default. */
    end: z.enum(['fin', 'rst', 'hang']).default('fin'),
  }),
  z.strictObject({
    type: z.literal('redirect'),
    /** The header `location`. */
    to: z.string(),
    /** Status of the response; 302 by default. */
    status: statusCode.default(302),
    /** Before or after the effect; before by default. */
    when,
  }),
  /** A large body without content-length. */
  z.strictObject({
    type: z.literal('huge'),
    /** Bytes of the body. */
    bytes: count,
    /** Status of the response; the usual one by default. */
    status: statusCode.optional(),
  }),
  /** A body of type JSON that is not JSON. */
  z.strictObject({
    type: z.literal('malformed'),
    /** The body; a list that does not end by default. */
    text: z.string().default('{"data": [1, 2'),
    /** Status of the response; the usual one by default. */
    status: statusCode.optional(),
  }),
  /** The effect of the first rows of the request only. */
  z.strictObject({
    type: z.literal('partial'),
    /** Number of rows that take effect. */
    rows: z.int().min(0),
    /** Status of the response, or a reset; 500 by default. */
    response: z.union([statusCode, z.literal('reset')]).default(500),
  }),
  /** A reset now, the effect later. */
  z.strictObject({
    type: z.literal('late_commit'),
    /** Milliseconds until the effect. */
    ms,
  }),
  /** The usual response, then the connection ends. */
  z.strictObject({
    type: z.literal('close'),
    /** Whether a header announces it; true by default. */
    announced: z.boolean().default(true),
    /** Milliseconds from the response to the end; 0 by default. */
    afterMs: ms.default(0),
  }),
]);

export type FaultAction = z.output<typeof action>;
export type FaultBody = z.output<typeof body>;
export type RetryAfter = z.output<typeof retryAfter>;
