import { z } from 'zod';

/** Key of the emulators' configurations. */
export const KEY = 'emulator-key';
export const FORBIDDEN_KEY = 'emulator-forbidden-key';

export const apiKeyOptions = {
  keys: z.array(z.string()).default([]).describe('Accepted keys, in addition to `KEY`.'),
  forbiddenKeys: z
    .array(z.string())
    .default([])
    .describe('Keys that are known but may not use the API (403), in addition to `FORBIDDEN_KEY`.'),
  revokedKeys: z
    .record(z.string(), z.int().min(0))
    .default({})
    .describe(
      'Number of requests after which a key is deleted: accepted first, then 401. May include `KEY`.',
    ),
};

const options = z.object(apiKeyOptions);

/** Returns the status for a key at this request: 200, 401 or 403. Each call counts as a request with the key. */
export function apiKeyCheck({
  keys,
  forbiddenKeys,
  revokedKeys,
}: z.output<typeof options>): (key: unknown) => 200 | 401 | 403 {
  const allowed = new Set([KEY, ...keys]);
  const forbidden = new Set([FORBIDDEN_KEY, ...forbiddenKeys]);
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
