import { z } from 'zod';

/** The key of the configurations that emulators hand out. */
export const KEY = 'emulator-key';
export const FORBIDDEN_KEY = 'emulator-forbidden-key';

export const apiKeyOptions = {
  /** Keys that are let in, beside `KEY`. */
  keys: z.array(z.string()).default([]),
  /** Keys that are known but may not use the API (403), beside `FORBIDDEN_KEY`. */
  forbiddenKeys: z.array(z.string()).default([]),
  /** Keys that are deleted after so many requests: let in, then 401. `KEY` may be one. */
  revokedKeys: z.record(z.string(), z.int().min(0)).default({}),
};

const options = z.object(apiKeyOptions);

/** Says what a key may do at this request: 200, 401 or 403. Each call counts as a request made with the key. */
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
