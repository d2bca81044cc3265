/**
 * Heap options of V8 on the command line. Records live for a moment, so a young generation beyond 8 MiB costs memory and saves
 * no time.
 */
export const HEAP_FLAGS = ['--max-semi-space-size=8'] as const;

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

/**
 * Options of glibc: from 32 KiB on, memory is mapped separately, and returned to the system when it is freed. V8's compilers
 * allocate in pieces of that size, in separate threads; freed pieces would stay with the process, ten megabytes
 * after some seconds. Other C libraries ignore the variable.
 */
export const ENVIRONMENT = { MALLOC_MMAP_THRESHOLD_: '32768' };

/** Limits the heap of a sync. Does not return if it replaces the process. */
export function limitHeap(): void {
  replaceProcess();
  setTimeout(() => void limitGrowth(), GROWTH_AFTER_MS).unref();
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

/**
 * Replaces this process by the same one with a small heap: V8 reads the size of its young generation from the
 * command line only, and glibc reads its environment once. The process keeps its id and its standard streams; nothing
 * may have been read from them yet. Older versions of Node can't do this and continue without it.
 */
function replaceProcess(): void {
  const given = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ');
  if (typeof process.execve !== 'function' || given.includes('--max-semi-space-size')) return;
  const args = [process.execPath, ...HEAP_FLAGS, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, args, { ...ENVIRONMENT, ...process.env });
}
