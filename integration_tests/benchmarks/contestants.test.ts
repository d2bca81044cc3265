import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildCompetitors } from './contestants.ts';

describe('the competitors of a benchmark', () => {
  it('compile, each into one program', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'competitors-'));
    await buildCompetitors(directory);
    expect((await readdir(directory)).sort()).toEqual([
      'faros-axios.mjs',
      'faros-undici.mjs',
      'least-sockets.mjs',
      'least-undici.mjs',
    ]);
  });
});
