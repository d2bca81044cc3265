import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstState } from './at-work.ts';
import type { Case } from './case.ts';
import { assertFailed } from './expect.ts';
import { range } from './stream.ts';

/** More than any connector may keep in memory: the platform's default limit is 2 GiB, and small workers have far less. */
const TOO_MUCH = 256 * 1024 * 1024;
/** After this time without reads the connector has stopped reading. */
const STALLED_MS = 3000;

/** Inputs and responses that are too large. */
export const loadCases: readonly Case[] = [
  {
    id: 'failure.sizes',
    title: 'A provider message of a megabyte does not make the error that large.',
    why: 'The platform cuts messages at 50,000 characters and stack traces at 100,000, and such texts are not readable.',
    reference: 'airbyte-platform FailureHelper.kt',
    needs: ['provider'],
    async run(_subject, tools) {
      tools.probe.fault({ kind: 'status', status: 401, echo: true });
      const stream = tools.stream();
      // A larger record may exceed the provider's limit: it would be rejected, and nothing would be repeated.
      const large = { long_column: JSON.stringify('x'.repeat(5_000)) };
      const input = range(0, 200).map((i) => stream.record(i, large));
      const end = await tools.write({ streams: [stream], input });
      const { message = '', internal_message: details = '', stack_trace: stack = '' } = assertFailed(end);
      assert.ok(message.length < 50_000, `the message has ${message.length} characters`);
      assert.ok(details.length < 50_000, `the internal message has ${details.length} characters`);
      assert.ok(stack.length < 100_000, `the stack trace has ${stack.length} characters`);
      const longest = Math.max(...end.lines.map((line) => line.length));
      assert.ok(longest < 200_000, `a line of stdout has ${longest} characters`);
    },
  },
  {
    id: 'life.back-pressure',
    title: 'Reading of standard input pauses while the provider does not respond.',
    why: 'A connector that continues to read until its memory is full is killed without an error.',
    reference: 'airbyte-platform resource limits; airbytehq/airbyte issues 39128, 13936',
    needs: ['provider'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const running = await tools.startWrite({ streams: [stream] }, { cut: true });
      // A process that has not started yet would not read either.
      await running.send(firstState(stream));
      await running.waitFor(({ type }) => type === 'STATE');
      tools.probe.fault({ kind: 'hang' });
      // Small, because an operation may drop the column: then much more is read than is kept.
      const column = { long_column: JSON.stringify('x'.repeat(400)) };
      let ended = false;
      const end = running.finished.finally(() => {
        ended = true;
      });
      end.catch(() => {});
      let taken = 0;
      for (let i = 0; taken < TOO_MUCH; i += 256) {
        const lines = Array.from({ length: 256 }, (_, n) => stream.record(i + n, column));
        const isTaken = await Promise.race([
          running.send(...lines).then(() => true),
          sleep(STALLED_MS, false, { ref: false }),
        ]);
        if (!isTaken || ended) break;
        taken += lines.reduce((sum, line) => sum + line.length, 0);
      }
      running.kill('SIGKILL');
      await end;
      assert.ok(
        taken < TOO_MUCH,
        `${Math.round(taken / 1024 / 1024)} MiB were read while nothing could be sent`,
      );
    },
  },
];
