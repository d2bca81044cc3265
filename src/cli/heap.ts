import type { HeapSpaceInfo } from 'node:v8';

/**
 * V8 reads the maximum of the young generation from the command line only, but this factor at each growth. The young generation
 * starts with 1 MiB, so 8 makes it 8 MiB at once, and then 1 keeps it there: records live for a moment, so more memory would save
 * no time.
 */
const YOUNG_GROWTH = '--semi-space-growth-factor';
/** V8 reports a little less than 8 MiB. */
const HAS_GROWN_BYTES = 4 * 2 ** 20;

/**
 * The old generation grows by half before it is collected, where V8's default doubles it and more. In measurements, a sync of
 * millions of records needs little more memory than one of thousands, at the same speed.
 */
const GROWTH = '--heap-growing-percent=50';
/** On the command line, the option would make V8 reject the compiled code of Node's own modules: 25 ms of CPU at each start. */
const GROWTH_AFTER_MS = 1_000;
/**
 * V8 applies the growth from its first collection of the old generation on, which it makes at tens of megabytes of garbage only.
 * So one is made at once; it takes 30 ms of CPU, which a sync of less than a second does not pay.
 */
const COLLECTS = '--expose-gc';

/** Limits the heap of a sync. */
export function limitHeap(): void {
  limitYoungGeneration();
  setTimeout(() => void limitGrowth(), GROWTH_AFTER_MS).unref();
}

/** Lets the young generation grow once, to 8 MiB. */
function limitYoungGeneration(): void {
  const { getHeapSpaceStatistics, setFlagsFromString } = process.getBuiltinModule('node:v8');
  const { PerformanceObserver } = process.getBuiltinModule('node:perf_hooks');
  setFlagsFromString(`${YOUNG_GROWTH}=8`);
  const observer = new PerformanceObserver(() => {
    if (capacityOfYoung(getHeapSpaceStatistics()) < HAS_GROWN_BYTES) return;
    setFlagsFromString(`${YOUNG_GROWTH}=1`);
    observer.disconnect();
  });
  // V8 grows it after a collection only, if more survived than it holds.
  observer.observe({ entryTypes: ['gc'] });
}

function capacityOfYoung(spaces: readonly HeapSpaceInfo[]): number {
  const young = spaces.find(({ space_name }) => space_name === 'new_space');
  return young ? young.space_used_size + young.space_available_size : 0;
}

async function limitGrowth(): Promise<void> {
  const [{ setFlagsFromString }, { runInNewContext }] = await Promise.all([
    import('node:v8'),
    import('node:vm'),
  ]);
  setFlagsFromString(GROWTH);
  setFlagsFromString(COLLECTS);
  // Undefined where the option has no effect: a sync must not fail for that.
  (runInNewContext('globalThis.gc') as (() => void) | undefined)?.();
}
