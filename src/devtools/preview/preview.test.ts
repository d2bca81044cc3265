import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { until } from '../../emulator/testing/notes.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

const run = (...args: string[]) => {
  const started = spawn(process.execPath, ['--conditions=@airbyte-ts/source', MAIN, 'preview', ...args]);
  child = started;
  const output = { out: '', err: '', ended: once(started, 'close').then(([code]) => code as number | null) };
  started.stdout.setEncoding('utf8').on('data', (text) => {
    output.out += text;
  });
  started.stderr.setEncoding('utf8').on('data', (text) => {
    output.err += text;
  });
  return output;
};

test('airbyte-ts preview prints the address of the page, serves it, and ends on SIGINT', async () => {
  const running = run('destination-webhook');
  await until(() => running.out.includes('\n'));
  const response = await fetch(running.out.trim());
  expect(await response.text()).toContain('<script type="module" src="/main.js">');
  child!.kill('SIGINT');
  expect(await running.ended).toBe(0);
});

test.each([
  [[], 'Name one connector: airbyte-ts preview destination-'],
  [['destination-nothing'], 'There is no connector "destination-nothing"'],
  [['destination-webhook', '--port', '70000'], 'It must be a whole number from 0 to 65535.'],
])('a wrong command line is explained: %j', async (args, text) => {
  const running = run(...args);
  expect(await running.ended).toBe(1);
  expect(running.err).toContain(text);
});
