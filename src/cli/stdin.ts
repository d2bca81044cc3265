import { fstatSync, readFileSync, type Stats, statSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';
import { configError } from '../errors.ts';

/**
 * More than the capacity of a pipe on Linux, 64 KiB. As long as reads fill the buffer, libuv repeats them, up to 32 times,
 * before it handles responses: these would wait for the preparation of 2 MB of records.
 */
const BYTES = 68 * 1024;
const NULL_DEVICE = '/dev/null';
/** Bits of a file's flags that describe how it was opened (open(2)), and their values. */
const ACCESS = 3;
const READ_ONLY = 0;
const WRITE_ONLY = 1;

/** Limits for draining the input after a failure, so that the writer can end. */
const DRAIN_MS = 1_000;
const DRAIN_BYTES = 256 * 1024 * 1024;

/**
 * Standard input. A pipe, which the platform provides, is read into one buffer repeatedly: a buffer for each
 * chunk costs time, and memory until it is collected. So a chunk is valid only while its `data` event lasts. Throws a config
 * error where there is nothing to read from.
 */
export function openStdin(): Readable {
  const stats = statsOf(0);
  const missing = stats ? problemOf(stats) : 'is closed';
  if (missing !== undefined)
    throw configError(
      `Standard input ${missing}, so no messages can be read. Pipe the messages of the source into this command; for a sync ` +
        `without messages redirect ${NULL_DEVICE} to it.`,
      { code: 'ERR_NO_INPUT' },
    );
  if (!stats?.isFIFO() && !stats?.isSocket()) return process.stdin;
  const socket: Socket = new Socket({
    fd: 0,
    readable: true,
    writable: false,
    onread: {
      buffer: Buffer.allocUnsafe(BYTES),
      callback(count, buffer) {
        socket.emit('data', buffer.subarray(0, count));
        return true;
      },
    },
  });
  return socket;
}

/**
 * Reads and discards an input until its end, for a second at most, and closes it. Without this the writer's next write fails, and
 * its error hides the one that this command has written. Ends early on termination.
 */
export async function drainInput(
  open: () => Readable,
  clock: Pick<Clock, 'after'>,
  terminate?: AbortSignal,
): Promise<void> {
  let input: Readable;
  try {
    input = open();
  } catch {
    return; // There is no input, which the failure reports.
  }
  const isOpen = !input.destroyed && !input.readableEnded && !('isTTY' in input && input.isTTY);
  if (isOpen && !terminate?.aborted) await drained(input, clock, terminate);
  input.destroy();
}

function drained(input: Readable, clock: Pick<Clock, 'after'>, terminate?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(DRAIN_MS, () => resolve());
    const end = (): void => {
      cancel();
      resolve();
    };
    let left = DRAIN_BYTES;
    input.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) end();
    });
    for (const event of ['end', 'close', 'error']) input.on(event, end);
    terminate?.addEventListener('abort', end, { once: true });
    input.resume();
  });
}

function problemOf(stats: Stats): string | undefined {
  if (stats.isDirectory()) return 'is a directory';
  const access = accessOf(0);
  if (access === WRITE_ONLY) return 'is open for writing only';
  // Node opens the null device, for reading and writing, where it was started without a standard input. A shell and Node itself
  // open it for reading.
  const isNull = stats.isCharacterDevice() && stats.rdev === statsOf(NULL_DEVICE)?.rdev;
  return isNull && access !== undefined && access !== READ_ONLY ? 'is closed' : undefined;
}

function statsOf(file: number | string): Stats | undefined {
  try {
    return typeof file === 'number' ? fstatSync(file) : statSync(file);
  } catch {
    return undefined;
  }
}

/** Returns how a file descriptor was opened; undefined where the system does not report it like Linux. */
function accessOf(descriptor: number): number | undefined {
  try {
    const octal = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.[1];
    return octal === undefined ? undefined : Number.parseInt(octal, 8) & ACCESS;
  } catch {
    return undefined;
  }
}
