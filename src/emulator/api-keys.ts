import { z } from 'zod';

/** The API key that an emulator accepts: the key of `Emulator.config`. */
export const API_KEY = 'emulator-key';
/** An API key that is known but may not use the API (403): for `no_permission` of `Emulator.invalidConfig`. */
export const FORBIDDEN_API_KEY = 'emulator-forbidden-key';

/** Options of an emulator with API keys, as parts of its `options`. */
export const apiKeyOptions = {
  /** Accepted keys, in addition to `API_KEY`; none by default. */
  keys: z.array(z.string()).default([]).describe('Accepted keys, in addition to `API_KEY`.'),
  /** Keys that are known but may not use the API (403), in addition to `FORBIDDEN_API_KEY`; none by default. */
  forbiddenKeys: z
    .array(z.string())
    .default([])
    .describe('Keys that are known but may not use the API (403), in addition to `FORBIDDEN_API_KEY`.'),
  /** Number of requests after which a key is deleted, by key: accepted first, then 401; none by default. */
  revokedKeys: z
    .record(z.string(), z.int().min(0))
    .default({})
    .describe(
      'Number of requests after which a key is deleted: accepted first, then 401. May include `API_KEY`.',
    ),
};

const options = z.object(apiKeyOptions);

/**
 * Returns a function that gives the status for a key at this request: 200, 401 or 403. Each call counts as a request with the
 * key.
 *
 * @example
 * const statusOf = apiKeyCheck(options);
 * const status = statusOf(request.headers['x-api-key']);
 * if (status !== 200) return jsonResponse(status, { message: 'the key is not accepted' });
 */
export function apiKeyCheck({
  keys,
  forbiddenKeys,
  revokedKeys,
}: z.output<typeof options>): (key: unknown) => 200 | 401 | 403 {
  const allowed = new Set([API_KEY, ...keys]);
  const forbidden = new Set([FORBIDDEN_API_KEY, ...forbiddenKeys]);
  const left = new Map(Object.entries(revokedKeys));
  return (key) => {
    if (typeof key !== 'string') return 401;
    if (forbidden.has(key)) return 403;
    const uses = left.get(key);
    if (uses === undefined) return allowed.has(key) ? 200 : 401;
    left.set(key, uses - 1);
    return uses > 0 ? 200 : 401;
  };
}
