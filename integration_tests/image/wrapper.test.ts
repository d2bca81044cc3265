import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { killGroups } from '../../src/testing/process-group.ts';
import { start } from '../platform/wrapper.ts';
import { assemble, type Image, removeFolders } from './image.ts';
import { argumentsFor, isRoot, jobIn, names, probeSources, read, shells, until } from './subjects.ts';

const isAlive = (pid: number): boolean =>
  fs.existsSync(`/proc/${pid}/stat`) && !read(`/proc/${pid}/stat`).includes(') Z ');

afterEach(killGroups);
afterAll(removeFolders);

describe.each(shells)('under the platform’s script in %s', (shell) => {
  let probe: Image;
  beforeAll(() => {
    probe = assemble(argumentsFor(names[0]!), probeSources());
  });

  test('an image without AIRBYTE_ENTRYPOINT would end with 127', async () => {
    const env = { ...probe.env, AIRBYTE_ENTRYPOINT: '' };
    expect(await start(jobIn(probe, { shell, operation: 'spec', env })).ended).toBe(127);
  });

  test.runIf(isRoot)('the connector runs as user 1000 in a folder that it may write', async () => {
    const job = jobIn(probe, { shell, operation: 'spec' });
    expect(await start(job).ended).toBe(0);
    expect(JSON.parse(read(path.join(job.folder, 'jobOutput.json')))).toMatchObject({
      uid: 1000,
      cwd: job.folder,
    });
  });

  test('the connector gets the lines and the end of its input, and its exit code is left in a file', async () => {
    const job = jobIn(probe, { shell, operation: 'write' });
    const running = start(job);
    running.send('{"type":"STATE"}');
    running.endInput();
    expect(await running.ended).toBe(0);
    expect(running.stdout()).toContain('{"line":"{\\"type\\":\\"STATE\\"}"}');
    expect(running.stderr()).toBe('');
    expect(read(path.join(job.folder, 'exitCode.txt')).trim()).toBe('0');
    expect(fs.existsSync(path.join(job.folder, 'TEMP_EXIT_CODE.txt'))).toBe(false);
  });

  test('a cancel reaches the connector as SIGTERM, and the exit code of the connector is left', async () => {
    const job = jobIn(probe, { shell, operation: 'write' });
    const running = start(job);
    await until(() => running.stdout().includes('"pid"'), 'the connector to start');
    const { pid } = JSON.parse(running.stdout().split('\n')[0]!) as { pid: number };
    running.terminate();
    expect(await running.ended).toBe(42);
    expect(running.stdout()).toContain('{"signal":"SIGTERM"}');
    expect(isAlive(pid)).toBe(false);
    expect(read(path.join(job.folder, 'exitCode.txt')).trim()).toBe('42');
  });

  test('without exec a cancel reaches only the subshell, not the connector', async () => {
    const env = { ...probe.env, AIRBYTE_ENTRYPOINT: probe.env.AIRBYTE_ENTRYPOINT!.replace(/^exec /, '') };
    const running = start(jobIn(probe, { shell, operation: 'write', env }));
    await until(() => running.stdout().includes('"pid"'), 'the connector to start');
    running.terminate();
    expect(await running.ended).toBe(143);
    expect(running.stdout()).not.toContain('SIGTERM');
  });
});
