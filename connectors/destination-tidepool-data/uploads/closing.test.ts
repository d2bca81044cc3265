import { ConnectorError } from '@airbyte-ts/cdk';
import { fakeClock, testContext } from '@airbyte-ts/cdk/testing';
import { expect, test } from 'vitest';
import type { DataApi } from '../api/api.ts';
import { close } from './closing.ts';

const lost = new ConnectorError('transient', 'lost', { code: 'ERR_NO_RESPONSE' });

/** A service that fails the first requests to close a set, without a response. */
function service(failures: number) {
  const calls: string[] = [];
  const api = {
    close: async (id: string, isRepeated: boolean) => {
      calls.push(`close ${id}${isRepeated ? ', repeated when rejected' : ''}`);
      if (calls.filter((call) => call.startsWith('close')).length <= failures) throw lost;
      return 'done';
    },
  } as unknown as DataApi;
  return { api, calls };
}

async function ended<T>(clock: ReturnType<typeof fakeClock>, result: Promise<T>): Promise<T | Error> {
  const settled = result.catch((error: Error) => error);
  await clock.advance(60_000);
  return settled;
}

test('a set whose closing erases other data is verified before each repetition of the request', async () => {
  const clock = fakeClock();
  const { api, calls } = service(2);
  const verify = async (): Promise<void> => void calls.push('verify');
  const closing = { id: 's', user: 'u', rows: () => 1, verify };
  expect(await ended(clock, close(api, closing, testContext(clock).context))).toEqual({ is: 'visible' });
  expect(calls).toEqual(['close s', 'verify', 'close s', 'verify', 'close s']);
});

test('a set that must not be closed any more is not closed by a repetition', async () => {
  const clock = fakeClock();
  const { api, calls } = service(2);
  const overtaken = new Error('overtaken');
  const closing = { id: 's', user: 'u', rows: () => 1, verify: () => Promise.reject(overtaken) };
  expect(await ended(clock, close(api, closing, testContext(clock).context))).toBe(overtaken);
  expect(calls).toEqual(['close s']);
});

test('a set whose closing erases nothing is closed by requests that are repeated when they are rejected', async () => {
  const clock = fakeClock();
  const { api, calls } = service(1);
  const closing = { id: 's', user: 'u', rows: () => 1 };
  expect(await ended(clock, close(api, closing, testContext(clock).context))).toEqual({ is: 'visible' });
  expect(calls).toEqual(['close s, repeated when rejected', 'close s, repeated when rejected']);
});
