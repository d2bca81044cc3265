import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { peakMemory } from './memory.ts';

const FILLS =
  'const all = Buffer.alloc(80 * 2 ** 20, 1); console.log(all.length); setInterval(() => {}, 1000)';

test.skipIf(!existsSync('/proc/self/task'))(
  'peakMemory() includes processes that a shell started',
  async () => {
    const shell = spawn('/bin/sh', ['-c', `"${process.execPath}" -e "${FILLS}"; true`], { detached: true });
    await once(shell.stdout, 'data');
    expect(peakMemory(shell.pid)).toBeGreaterThan(80 * 1024);
    process.kill(-shell.pid!, 'SIGKILL');
    await once(shell, 'exit');
    expect(peakMemory(shell.pid)).toBeUndefined();
  },
);
