import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fakeClock } from './fake-clock.ts';
import { virtualTime } from './virtual-time.ts';

it('time does not pass while a file is written', async () => {
  const clock = fakeClock();
  const folder = await mkdtemp(join(tmpdir(), 'virtual-time-'));
  const began = clock.monotonic();
  clock.after(1_000, () => undefined);
  clock.after(60_000, () => undefined);
  const large = Buffer.alloc(64 * 1024 * 1024);
  await virtualTime(clock).pass(writeFile(join(folder, 'file'), large));
  await rm(folder, { recursive: true });
  expect(clock.monotonic() - began).toBe(0);
});
