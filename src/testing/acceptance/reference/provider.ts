import { startHttpProvider } from '../../http-provider/server.ts';
import type { Probe } from '../../subject.ts';

/** The provider of the reference connector: takes lists of `{key, data}` on /rows. */
export const referenceProvider = (key: string): Promise<Probe> =>
  startHttpProvider({
    deliveries: { path: '/rows' },
    body: { key: 'key', data: 'data' },
    config: (url) => ({ url, key }),
  });
