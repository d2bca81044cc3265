import { expect, test } from 'vitest';
import type { LoggedRequest } from '../../src/emulator/request-log.ts';
import { hasty } from './pace.ts';
import { TIMES } from './times.ts';

const request = (at: number, more: Partial<LoggedRequest> = {}): LoggedRequest => ({
  number: at,
  method: 'POST',
  path: '/rows',
  search: '',
  headers: {},
  at,
  bodyBytes: 0,
  endedAt: at + 10,
  ...more,
});

const waited = (7 * 1000) / TIMES;
const rejected = request(0, { retryAfter: '7' });

test('hasty() reports a request before the end of a Retry-After', () => {
  expect(hasty([rejected, request(10 + waited - 50)])).toEqual([
    'POST /rows came 1.0 s before the 7 s that were asked for',
  ]);
});

test.each([
  ['at that time', [rejected, request(10 + waited)]],
  ['sent before the response came', [rejected, request(5)]],
  ['after a wait that makes no sense', [request(0, { retryAfter: '-1' }), request(11)]],
  [
    'after a response that never came',
    [{ ...rejected, endedAt: undefined } as unknown as LoggedRequest, request(11)],
  ],
])('hasty() does not report a request %s', (_, requests) => {
  expect(hasty(requests)).toEqual([]);
});
