import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reference } from '../../acceptance/testing/reference/subject.ts';
import { connectorAcceptance } from '../program.ts';

/** Creates an empty folder. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'program-'));

/** Runs the command with the reference connector as an emulator. */
export async function run(args: readonly string[], fault = '', cwd = newFolder(), isTTY = false) {
  const output = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof output) => ({
    isTTY: isTTY && name === 'stderr',
    write: (text: string) => {
      output[name] += text;
    },
  });
  const environment = { cwd, stdout: stream('stdout'), stderr: stream('stderr') };
  const one = reference(fault);
  const second = { ...one, name: 'reference, again' };
  const emulators = { reference: () => one, both: () => [one, second], [second.name]: () => second };
  const code = await connectorAcceptance(args, emulators, environment);
  return { code, ...output };
}
