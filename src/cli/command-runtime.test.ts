import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { configError } from '../errors.ts';
import { createCommandRuntime } from './command-runtime.ts';
import { processHost } from './process-host.ts';

/** Secrets that occur in the text of each message as a name, a value or a character. */
const SECRETS = [
  'message',
  'error',
  'trace',
  'type',
  'emitted_at',
  'config_error',
  'level',
  'INFO',
  '"',
  '\\',
];

it.each(SECRETS)('a log line and a trace keep their form when a secret is %j', async (secret) => {
  const stdout = new PassThrough();
  const host = { ...processHost, stdout } as unknown as typeof processHost;
  const runtime = createCommandRuntime({}, host);
  runtime.redactor.add(secret);

  runtime.log.info(`The setting ${secret} is in use.`);
  runtime.trace(
    configError(`The setting ${secret} is wrong.`, { code: 'ERR_EXAMPLE', detail: `at ${secret}` }),
  );

  await setImmediate();
  stdout.end();
  const [log, trace] = (await text(stdout))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(log).toEqual({ type: 'LOG', log: { level: 'INFO', message: 'The setting **** is in use.' } });
  expect(trace).toMatchObject({
    type: 'TRACE',
    trace: {
      type: 'ERROR',
      emitted_at: expect.any(Number),
      error: { message: 'The setting **** is wrong.', failure_type: 'config_error' },
    },
  });
  expect(trace.trace.error.internal_message).toContain('at ****');
});
