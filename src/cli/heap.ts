/**
 * Heap options of V8. Records live for a moment, so a young generation beyond 8 MiB costs memory and saves no
 * time. The old generation grows by half before it is collected, where V8's default doubles it and more. In measurements, a
 * sync of millions of records needs little more memory than one of thousands, at the same speed.
 */
export const HEAP_FLAGS = ['--max-semi-space-size=8', '--heap-growing-percent=50'] as const;

/**
 * Options of glibc: from 32 KiB on, memory is mapped separately, and returned to the system when it is freed. V8's compilers
 * allocate in pieces of that size, in separate threads; freed pieces would stay with the process, ten megabytes
 * after some seconds. Other C libraries ignore the variable.
 */
const ENVIRONMENT = { MALLOC_MMAP_THRESHOLD_: '32768' };

/**
 * Replaces this process by the same one with a small heap: V8 reads the size of its young generation from the
 * command line only, and glibc reads its environment once. The process keeps its id and its standard streams; nothing
 * may have been read from them yet. Older versions of Node can't do this and continue without it.
 */
export function limitHeap(): void {
  const given = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ');
  if (typeof process.execve !== 'function' || given.includes('--max-semi-space-size')) return;
  const args = [process.execPath, ...HEAP_FLAGS, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, args, { ...ENVIRONMENT, ...process.env });
}
