import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { post, until } from '../../src/emulator/testing/notes.ts';

const MAIN = fileURLToPath(new URL('../../src/devtools/main.ts', import.meta.url));

let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

const run = (...args: string[]) => {
  const started = spawn(process.execPath, ['--conditions=@airbyte-ts/source', MAIN, 'emulate', ...args]);
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

test('the emulator command prints the URL and a configuration, logs requests, applies faults, and ends on SIGINT', async () => {
  const fault = '[{"nth": 1, "action": {"type": "status", "status": 503}}]';
  const running = run('destination-tidepool-so', '--log', '--faults', fault, '--options', '{"keys": ["k1"]}');
  await until(() => running.out.split('\n').length > 2);
  const [url, config] = running.out.split('\n');
  expect(JSON.parse(config!)).toEqual({ api_key: 'emulator-key', base_url: `${url}/api/v1/events` });
  const track = () => post(`${url}/api/v1/events/track`, '[]', { headers: { 'X-Tidepool-Api-Key': 'k1' } });
  expect((await track()).status).toBe(503);
  expect((await track()).status).toBe(415);
  child!.kill('SIGINT');
  expect(await running.ended).toBe(0);
  expect(running.err).toMatch(
    /#1 {2}POST {2}\/api\/v1\/events\/track {2}2 bytes {2}503 .*fault: status\n#2 .*415/,
  );
  expect(running.err).toContain('2 requests, at most 1 at once; 0 rows stored');
});

test('the emulator command lists the connectors if none is given', async () => {
  const running = run();
  expect(await running.ended).toBe(0);
  expect(running.out).toContain('destination-tidepool-so');
});

test.each([
  [['destination-nothing'], 'There is no emulator for "destination-nothing"'],
  [['destination-tidepool-so', '--faults', '[{}]'], 'faults[0].action'],
  [['destination-tidepool-so', '--options', '{"dedup": true}'], 'dedup'],
  [['destination-tidepool-so', '--options', '{'], 'It is not JSON.'],
  [['destination-tidepool-so', '--port', '70000'], 'It must be a whole number from 0 to 65535.'],
])('the emulator command explains a wrong command line: %j', async (args, text) => {
  const running = run(...args);
  expect(await running.ended).toBe(1);
  expect(running.err).toContain(text);
});
