import { fileURLToPath } from 'node:url';
import type { Subject } from '../../../subject.ts';
import { referenceProvider } from './provider.ts';
import { spec } from './spec.ts';

const KEY = 'Canary+Reference/1=&';
/** The reference connector's file, which Node runs without a build. */
export const connector = fileURLToPath(new URL('./connector.ts', import.meta.url));

/** Returns the reference connector as a subject, with one fault or none. */
export function reference(fault: string): Subject {
  const nowhere = { url: 'http://127.0.0.1:1', key: KEY };
  const unknown = { ...nowhere, url: 'http://no-such-host.invalid' };
  const data = (i: number) => ({ text: `text ${i}` });
  return {
    name: 'reference',
    command: ['/usr/bin/env', `REFERENCE_FAULT=${fault}`, process.execPath, connector],
    objects: [
      {
        name: 'row',
        modes: ['append', 'append_dedup', 'overwrite'],
        stream: 'rows',
        properties: { id: { type: 'string' }, text: { type: 'string' } },
        primaryKey: [['id']],
        record: (i) => ({ key: `row-${i}`, data: { id: `row-${i}`, ...data(i) } }),
        changed: (i) => ({ id: `row-${i}`, text: `another text ${i}` }),
        invalid: (i) => ({ id: `bad-${i}` }),
        withoutKey: data,
        openColumns: true,
        recordsPerRequest: 100,
      },
    ],
    provider: () => referenceProvider(KEY),
    offlineConfig: nowhere,
    secrets: [KEY],
    expectedSpec: spec,
    broken: [
      { kind: 'schema', title: 'no key', config: { url: nowhere.url }, expects: ['key'] },
      { kind: 'schema', title: 'an odd key', config: { ...nowhere, key: 7 }, expects: ['key'] },
      { kind: 'closed-port', title: 'a closed port', config: nowhere, expects: [] },
      { kind: 'unknown-host', title: 'no such host', config: unknown, expects: [] },
    ],
    checks: [{ title: 'a closed port', config: nowhere, status: 'failed' }],
  };
}
