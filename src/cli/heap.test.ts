import { execFile } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';
import v8 from 'node:v8';
import vm from 'node:vm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { limitHeap } from './heap.ts';

const flags: string[] = [];
/** The flags at each collection. */
const collections: (readonly string[])[] = [];

beforeEach(() => {
  flags.length = 0;
  collections.length = 0;
  vi.useFakeTimers();
  vi.spyOn(v8, 'setFlagsFromString').mockImplementation((flag) => void flags.push(flag));
  vi.spyOn(vm, 'runInNewContext').mockReturnValue(() => void collections.push([...flags]));
  syncBuiltinESMExports();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

/** Allocates objects of which a fifth survives. Prints the capacity of V8's young generation in MiB. */
const ALLOCATES = `
const { limitHeap } = await import(process.argv[1]);
if (process.argv[2] === 'limited') limitHeap();
const v8 = await import('node:v8');
let kept = [];
for (let round = 0; round < 100; round++) {
  for (let n = 0; n < 20_000; n++) if (n % 5 === 0) kept.push({ text: 'record ' + n }); else new Array(20).fill(n);
  if (kept.length > 100_000) kept = [];
  await new Promise(setImmediate);
}
const young = v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
console.log((young.space_used_size + young.space_available_size) / 2 ** 20);`;

it.each([
  ['limited', 8],
  ['unlimited', 16],
])('the young generation of a process that is %s grows to %i MiB', async (limit, size) => {
  const module = new URL('heap.ts', import.meta.url).href;
  const args = ['--conditions=@airbyte-ts/source', '--input-type=module', '--eval', ALLOCATES, module, limit];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const capacity = Number(stdout);
  expect(capacity).toBeGreaterThan(size - 1);
  if (limit === 'limited') expect(capacity).toBeLessThan(size + 1);
});

it('the old generation is collected and grows slowly from the first second on, so that the start can use compiled code', async () => {
  limitHeap();
  const atStart = [...flags];
  await vi.advanceTimersByTimeAsync(900);
  expect(flags).toEqual(atStart);
  await vi.advanceTimersByTimeAsync(100);
  await vi.waitFor(() =>
    expect(collections).toEqual([[...atStart, '--heap-growing-percent=50', '--expose-gc']]),
  );
});

it('a sync continues where V8 offers no collection', async () => {
  vi.mocked(vm.runInNewContext).mockReturnValue(undefined);
  limitHeap();
  await vi.advanceTimersByTimeAsync(1_000);
  await vi.waitFor(() => expect(vm.runInNewContext).toHaveBeenCalledTimes(1));
  expect(flags).toContain('--heap-growing-percent=50');
});
