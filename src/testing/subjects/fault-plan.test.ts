import { afterEach, expect, test } from 'vitest';
import { type RunningEmulator, startEmulator } from '../../emulator/server.ts';
import { noteProvider } from '../../emulator/testing/notes.ts';
import { faultPlanOf } from './fault-plan.ts';

let emulator: RunningEmulator | undefined;
afterEach(() => emulator?.close());

const statuses = async (login?: { readonly path: string }): Promise<number[]> => {
  const match = { method: 'POST', path: '/notes', ...(login && { login }) };
  const faults = faultPlanOf({ kind: 'status', status: 503, times: 2 }, match);
  emulator = await startEmulator(noteProvider(), { faults });
  const seen: number[] = [];
  for (const path of ['/oauth/token', '/me', '/notes', '/oauth/token', '/notes'])
    seen.push((await fetch(`${emulator.url}${path}`, { method: 'POST', body: '[]' })).status);
  return seen;
};

test('a status fault rejects requests of every path except those that sign in, which it does not count', async () => {
  const signedIn = (await statuses({ path: '/oauth/' })).map((status) => status === 503);
  expect(signedIn).toEqual([false, true, true, false, false]);
});

test('a status fault without a login rejects requests of every path', async () => {
  expect((await statuses()).map((status) => status === 503)).toEqual([true, true, false, false, false]);
});
