import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measure, readTimes } from './measure.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bench-'));
});
afterAll(() => rm(directory, { recursive: true }));

const node = (script: string): readonly string[] => [process.execPath, '-e', script];

describe('measuring a command', () => {
  it('feeds it the files one after another, through a pipe', async () => {
    const files = ['one', 'two'].map((name) => join(directory, name));
    for (const [index, file] of files.entries()) await writeFile(file, `${index}\n`);
    const { stdout } = await measure(
      node(`
        const fs = require('node:fs');
        console.log(fs.fstatSync(0).isFIFO(), JSON.stringify(fs.readFileSync(0, 'utf8')));
      `),
      files,
    );
    expect(stdout).toBe('true "0\\n1\\n"\n');
  });

  it('counts the CPU time that the command itself counts', async () => {
    const { cpuMs, wallMs, stdout } = await measure(
      node(`
        while (process.cpuUsage().user < 300000);
        process.on('exit', () => {
          const { user, system } = process.cpuUsage();
          console.log((user + system) / 1000);
        });
      `),
      [],
    );
    expect(cpuMs).toBeGreaterThanOrEqual(Number(stdout) - 2);
    expect(cpuMs).toBeLessThan(Number(stdout) + 100);
    expect(wallMs).toBeGreaterThan(250);
  });

  it.runIf(process.platform === 'linux')('sees its largest memory', async () => {
    const { peakRss } = await measure(
      node('const b = Buffer.alloc(200e6, 1); setTimeout(() => b.length, 200)'),
      [],
    );
    expect(peakRss).toBeGreaterThan(200e6);
    expect(peakRss).toBeLessThan(400e6);
  });

  it('fails with the output of the command when the command fails', async () => {
    await expect(measure(node("console.error('no such stream'); process.exit(3)"), [])).rejects.toThrow(
      /ended with code 3[\s\S]*no such stream/,
    );
  });

  it('ends a command that does not end', async () => {
    await expect(measure(node('setInterval(() => {}, 1000)'), [], 500)).rejects.toThrow('did not end');
  });

  it('reads the times with any decimal sign of the locale', () => {
    expect(readTimes('0,250 0.100 1,5\n')).toEqual({ cpuMs: 350, wallMs: 1500 });
    expect(() => readTimes('')).toThrow('bash');
  });
});
