import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { systemClock } from '../../clock.ts';
import { ConnectorError } from '../../errors.ts';
import { localStore } from '../local-store.ts';
import type { Rejection, RejectStoreOptions } from '../rejection.ts';
import { AN_IDENTITY } from './identity.ts';

const NOW = Date.parse('2026-01-02T03:04:05.006Z');

export const storeOptions: RejectStoreOptions = {
  runName: '17',
  clock: { ...systemClock, wall: () => NOW },
  signal: new AbortController().signal,
  redact: (text: string) => text.replaceAll('s3cr3t', '****'),
  environment: {},
  random: Math.random,
  log: { info: () => undefined, warn: () => undefined },
};

export const aRejection = (record: string, rest: Partial<Rejection> = {}): Rejection => ({
  stream: { name: 'users' },
  identity: AN_IDENTITY,
  record,
  reason: 'n is missing',
  providerMessage: undefined,
  ...rest,
});

/** A folder for each test of a file, with stores of rejected records in it. */
export function rejectFolder() {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rejects-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  return {
    path: (...parts: readonly string[]) => join(folder, ...parts),
    store: (runName = '17', directory = folder) => localStore(directory, { ...storeOptions, runName }),
    lines: async (...path: readonly string[]): Promise<string[]> =>
      (await readFile(join(folder, ...path), 'utf8')).split('\n').slice(0, -1),
  };
}

export async function storeErrorOf(work: Promise<unknown>): Promise<ConnectorError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
}
