import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/** What a pipe holds on Linux. */
const BYTES = 64 * 1024;

/**
 * Standard input. A pipe, which is what the platform gives, is read into one buffer again and again: a buffer for each
 * chunk costs time, and memory until it is collected. So a chunk is valid only while its `data` event lasts.
 */
export function openStdin(): Readable {
  if (!isPipe()) return process.stdin;
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

function isPipe(): boolean {
  try {
    const stats = fstatSync(0);
    return stats.isFIFO() || stats.isSocket();
  } catch {
    return false;
  }
}
