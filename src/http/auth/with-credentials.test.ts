import { expect, it } from 'vitest';
import { fakeClock } from '../../testing/fake-clock.ts';
import type { Headers, PreparedRequest } from '../request/prepare-request.ts';
import { withCredentials } from './with-credentials.ts';

it('each request gets the current headers, in lower case, also if the credentials change one object', async () => {
  const current = { 'X-Token': 'first' };
  const sent: (Headers | undefined)[] = [];
  const authorising = {
    credentials: { headers: () => Promise.resolve(current), renew: () => Promise.resolve() },
    clock: fakeClock(),
    random: () => 0,
    signal: new AbortController().signal,
    wereGood: false,
    prepared: undefined,
  };
  const send = (): Promise<void> =>
    withCredentials(
      { where: {} } as PreparedRequest,
      (_, headers) => {
        sent.push(headers);
        return Promise.resolve({ status: 200, headers: {}, text: '' });
      },
      authorising,
    ).then(() => undefined);

  await send();
  await send();
  current['X-Token'] = 'second';
  await send();
  expect(sent).toEqual([{ 'x-token': 'first' }, { 'x-token': 'first' }, { 'x-token': 'second' }]);
});
