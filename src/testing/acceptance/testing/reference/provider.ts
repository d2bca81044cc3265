import { startHttpProvider } from '../../../http-provider/server.ts';
import type { Arrival, Probe } from '../../../subject.ts';

/**
 * The provider of the reference connector: accepts lists of `{key, data}` on /rows. It adds them, replaces rows with
 * the same keys (?upsert), or replaces all rows (?replace).
 */
export const referenceProvider = (key: string): Promise<Probe> =>
  startHttpProvider({
    deliveries: { path: '/rows' },
    body: { key: 'key', data: 'data' },
    stores: (before, delivered, query) => [...leftOf(before, delivered, query), ...delivered],
    config: (url) => ({ url, key }),
  });

function leftOf(rows: readonly Arrival[], next: readonly Arrival[], how: string): readonly Arrival[] {
  if (how === 'replace') return [];
  const keys = new Set(how === 'upsert' ? next.map(({ key }) => key) : []);
  return rows.filter(({ key }) => !keys.has(key));
}
