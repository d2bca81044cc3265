import { syncBuiltinESMExports } from 'node:module';
import v8 from 'node:v8';
import vm from 'node:vm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HEAP_FLAGS, limitHeap } from './heap.ts';

/** The process, without the promise that `execve` does not return. */
const execution = process as unknown as { execve(path: string, args?: readonly string[]): void };
const flags: string[] = [];
/** The flags at each collection. */
const collections: (readonly string[])[] = [];
const replaced: (readonly string[] | undefined)[] = [];

beforeEach(() => {
  flags.length = 0;
  collections.length = 0;
  replaced.length = 0;
  vi.useFakeTimers();
  vi.spyOn(v8, 'setFlagsFromString').mockImplementation((flag) => void flags.push(flag));
  vi.spyOn(vm, 'runInNewContext').mockReturnValue(() => void collections.push([...flags]));
  vi.spyOn(execution, 'execve').mockImplementation((_path, args) => void replaced.push(args));
  syncBuiltinESMExports();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

it('a sync without the heap options replaces its process by one with them', () => {
  vi.stubEnv('NODE_OPTIONS', '');
  limitHeap();
  expect(replaced).toHaveLength(1);
  expect(replaced[0]).toEqual(expect.arrayContaining([...HEAP_FLAGS]));
});

it('a sync with the heap options keeps its process', () => {
  vi.stubEnv('NODE_OPTIONS', HEAP_FLAGS.join(' '));
  limitHeap();
  expect(replaced).toEqual([]);
});

it('the old generation is collected and grows slowly from the first second on, so that the start can use compiled code', async () => {
  vi.stubEnv('NODE_OPTIONS', HEAP_FLAGS.join(' '));
  limitHeap();
  await vi.advanceTimersByTimeAsync(900);
  expect(flags).toEqual([]);
  await vi.advanceTimersByTimeAsync(100);
  await vi.waitFor(() => expect(collections).toEqual([['--heap-growing-percent=50', '--expose-gc']]));
});

it('a sync continues where V8 offers no collection', async () => {
  vi.stubEnv('NODE_OPTIONS', HEAP_FLAGS.join(' '));
  vi.mocked(vm.runInNewContext).mockReturnValue(undefined);
  limitHeap();
  await vi.advanceTimersByTimeAsync(1_000);
  await vi.waitFor(() => expect(vm.runInNewContext).toHaveBeenCalledTimes(1));
  expect(flags).toContain('--heap-growing-percent=50');
});
