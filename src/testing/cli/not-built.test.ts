import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reference } from '../acceptance/testing/reference/subject.ts';
import { connectorAcceptance } from './program.ts';
import { newFolder } from './testing/run-program.ts';

test('a connector that is not built ends the suite with the command that builds it, and no case runs', async () => {
  const cwd = newFolder();
  const executable = join(cwd, 'dist', 'destination-x.js');
  const printed = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof printed) => ({
    isTTY: false,
    write: (text: string) => {
      printed[name] += text;
    },
  });
  const subject = { ...reference(''), command: [process.execPath, executable], executable };
  const code = await connectorAcceptance(
    ['--emulator', 'x'],
    { x: () => subject },
    {
      cwd,
      stdout: stream('stdout'),
      stderr: stream('stderr'),
    },
  );
  expect(code).not.toBe(0);
  expect(`${printed.stdout}${printed.stderr}`).toContain(
    `${executable} does not exist. Run \`airbyte-ts build\` first.`,
  );
  expect(printed.stdout).not.toContain('failed');
});
