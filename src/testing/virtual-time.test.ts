import { afterEach, expect, it, vi } from 'vitest';
import { fakeClock } from './fake-clock.ts';
import { virtualTime } from './virtual-time.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it.each(['FSReqPromise', 'FSReqCallback', 'FileHandleCloseReq'])(
  'time does not pass while a file is used (%s)',
  async (request) => {
    const files = vi.spyOn(process, 'getActiveResourcesInfo').mockReturnValue([request]);
    const clock = fakeClock();
    const began = clock.monotonic();
    clock.after(60_000, () => undefined);
    const slowFile = async (): Promise<void> => {
      for (let turn = 0; turn < 5_000; turn++) await new Promise((resolve) => setImmediate(resolve));
    };
    await virtualTime(clock).pass(slowFile());
    expect([clock.monotonic() - began, files.mock.calls.length > 0]).toEqual([0, true]);
  },
);
