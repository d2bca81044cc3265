import { type EmulatedProvider, type EmulatedRequest, jsonResponse } from '../../src/emulator/provider.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { connector } from '../../src/testing/acceptance/testing/reference/subject.ts';
import { mark, type Target } from './target.ts';

const KEY = 'Canary+Reference/1=&';

/** The reference connector of the acceptance suite, with one of its promises broken, or none. */
export function referenceTarget(fault: string): Target {
  return {
    name: `reference ${fault}`,
    command: [process.execPath, connector],
    env: { REFERENCE_FAULT: fault },
    modes: ['append_dedup'],
    streams: ['rows', 'lines', 'cells'],
    object: {
      object: 'row',
      primaryKey: [['id']],
      properties: { id: { type: 'string' }, text: { type: 'string' } },
    },
    record: (i) => ({ key: `row-${i}`, data: { id: `row-${i}`, text: mark(i) } }),
    recordsPerGroup: 60,
    promise: 'exactly once',
    deliveries: { path: '/rows' },
    secrets: [KEY],
    // It has no timeouts, trusts every success, fails on an incomplete response, and waits in real time.
    skippedFaults: ['no response', 'a success with a web page', 'a response that is cut', 'a rate limit'],
    blamesConfig: true,
    async start(options) {
      const { provider, rows, repeated } = referenceRows();
      const emulator = await startEmulator(provider, options);
      return {
        config: { url: emulator.url, key: KEY },
        emulator,
        arrived: () => [...rows].map(([key, text]) => ({ key, text })),
        dropped: repeated,
      };
    },
  };
}

/** Accepts lists of `{key, data}` on /rows and keeps the last of each key. */
function referenceRows() {
  const rows = new Map<string, string>();
  let repeats = 0;
  const handle = ({ path, body }: EmulatedRequest, most: number) => {
    if (path !== '/rows') return jsonResponse(200, {});
    const sent = (JSON.parse(body.toString('utf8')) as { key: string; data: object }[]).slice(0, most);
    for (const { key, data } of sent) {
      if (rows.has(key)) repeats++;
      rows.set(key, JSON.stringify(data));
    }
    return { ...jsonResponse(200, {}), effect: { what: 'stored', rows: sent.length } };
  };
  const provider: EmulatedProvider = {
    name: 'reference rows',
    get stored() {
      return rows.size;
    },
    handle: (request) => handle(request, Number.POSITIVE_INFINITY),
    handlePartially: handle,
  };
  return { provider, rows, repeated: () => repeats };
}
