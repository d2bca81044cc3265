import assert from 'node:assert/strict';
import { lines } from '../messages.ts';
import { type Finished, type Running, runConnector } from '../process.ts';
import type { Case, Tools } from './case.ts';
import {
  assertArrivedOnce,
  assertEchoed,
  assertFailed,
  assertStatus,
  assertSucceeded,
  assertWrites,
  ofType,
} from './expect.ts';
import { specOf } from './spec.ts';
import { range } from './stream.ts';

/** Start, end and output of the process. */
export const lifecycleCases: readonly Case[] = [
  {
    id: 'life.shebang-write',
    title: 'The executable file runs a sync with only Node installed.',
    why: 'PyAirbyte and the image execute the file directly.',
    reference: 'PyAirbyte airbyte/_executors/local.py',
    needs: ['takes-records', 'executable'],
    async run(subject, tools) {
      const stream = tools.stream();
      const config = await tools.file('config.json', JSON.stringify(tools.config));
      const catalog = await tools.file('catalog.txt', JSON.stringify({ streams: [stream.configured] }));
      const args = ['write', `--config=${config}`, `--catalog=${catalog}`];
      const stdin = stream.records(0, 3).map((line) => `${line}\n`);
      assertSucceeded(await runConnector([subject.executable!], args, { stdin, cwd: '/' }));
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 3));
    },
  },
  {
    id: 'life.slow-reader',
    title: 'A slow reader receives ten megabytes of states completely.',
    why: 'A process that ends before its pipe is drained loses the last states and the error.',
    reference: 'Node.js documentation, process I/O: pipes are asynchronous',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const fed = range(0, 1000).map((n) => stream.state({ n, blob: 'x'.repeat(10_000) }, { id: n + 1 }));
      const input = [stream.record(0), ...fed];
      const end = await assertWrites(tools, { streams: [stream], input }, { readDelayMs: 10 });
      assertEchoed(end, fed);
    },
  },
  {
    id: 'life.slow-reader-error',
    title: 'A slow reader receives the error.',
    why: 'The user would see only "exited with 1".',
    reference: 'Node.js documentation, process I/O: pipes are asynchronous',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const states = range(0, 300).map((n) => stream.state({ n, blob: 'x'.repeat(10_000) }, { id: n + 1 }));
      const end = await tools.write(
        { streams: [stream], input: [...states, 'not JSON'] },
        { readDelayMs: 10 },
      );
      assertFailed(end);
      assertEchoed(end, states);
    },
  },
  {
    id: 'life.closed-stdout',
    title: 'A connector ends quickly and without an error if its reader closes stdout.',
    why: 'PyAirbyte closes stdout after the first message; a cancelled job closes the pipe.',
    reference: 'PyAirbyte airbyte/_connector_base.py; airbyte-platform LocalContainerAirbyteDestination.kt',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const running = await tools.startWrite({ streams: [stream] }, { cut: true });
      // A state that comes back shows that it was at work when its reader left.
      await running.send(stream.state({ n: -1 }, { id: 1000 }));
      await running.waitFor(({ type }) => type === 'STATE');
      running.closeStdout();
      const lines = range(0, 200).flatMap((n) => [stream.record(n), stream.state({ n }, { id: n })]);
      await running.send(...lines);
      running.closeStdin();
      assert.ok(await tools.endsWithin(running.finished, 5_000), 'it ran for more than five seconds');
      const end = await running.finished;
      assert.doesNotMatch(end.stderr, /\n\s+at |Error:/, 'a stack trace is shown');
      assert.ok(end.stderr.split('\n').length <= 2, `stderr is not quiet: ${end.stderr.slice(0, 300)}`);
    },
  },
  {
    id: 'life.closed-stdout-spec',
    title: 'spec ends without an error if stdout is closed.',
    why: 'PyAirbyte closes stdout as soon as it has the response.',
    reference: 'PyAirbyte airbyte/_connector_base.py',
    async run(_subject, tools) {
      const running = await tools.start(['spec'], { cut: true, stdin: '' });
      running.closeStdout();
      assert.ok(await tools.endsWithin(running.finished, 10_000), 'it did not end');
      const end = await running.finished;
      assert.doesNotMatch(
        end.stderr,
        /\n\s+at |Error:/,
        `a stack trace is shown: ${end.stderr.slice(0, 300)}`,
      );
      // A connector that can't run spec would end quietly too, so spec must work.
      await specOf(tools);
    },
  },
  {
    id: 'life.ends-at-once',
    title: 'The process ends within a second after its last output.',
    why: 'A timer or an open socket would make the platform wait for a minute.',
    reference: 'airbyte-platform LocalContainerAirbyteDestination.kt: 60 s',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const state = stream.state({}, { id: 1 });
      const stdin = lines(...stream.records(0, 5), state);
      const writing = await tools.startWrite({ streams: [stream] }, { stdin });
      await writing.waitFor(({ type }) => type === 'STATE').catch(() => writing.finished);
      const end = await endAtOnce(writing, tools);
      assertSucceeded(end);
      assertEchoed(end, [state]);
      const config = await tools.file('config.json', JSON.stringify(tools.config));
      const checking = await tools.start(['check', '--config', config], { stdin: '' });
      await checking.waitFor(({ type }) => type === 'CONNECTION_STATUS').catch(() => checking.finished);
      assertStatus(await endAtOnce(checking, tools), 'SUCCEEDED');
    },
  },
  {
    id: 'life.log-level',
    title: 'LOG_LEVEL decides which LOG messages are written.',
    why: 'The platform sets it; a user who selects ERROR does not want other messages.',
    reference: 'airbyte-platform EnvVarConfigBeanFactory.kt',
    needs: ['takes-records'],
    async run(_subject, tools) {
      // One after another: each run may replace a refresh token, which the next one needs.
      const levels = [await levelsAt('ERROR', tools), await levelsAt('DEBUG', tools)] as const;
      assert.deepEqual(
        [...levels[0]].filter((level) => level !== 'ERROR' && level !== 'FATAL'),
        [],
      );
      assert.ok(levels[1].has('INFO'), 'even DEBUG shows no INFO');
    },
  },
  {
    id: 'life.log-volume',
    title: 'A sync of thousands of records writes few LOG lines.',
    why: 'A log that grows with the data is not readable.',
    reference: 'airbyte-protocol.md; PyAirbyte shows every LOG',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const state = stream.state({}, { id: 1 });
      const end = await assertWrites(tools, {
        streams: [stream],
        input: [...stream.records(0, 3000), state],
      });
      assertEchoed(end, [state]);
      const logs = ofType(end, 'LOG').length;
      assert.ok(logs <= 50, `${logs} LOG lines for 3000 records`);
      assert.ok(logs > 0, 'no LOG message summarises the sync');
    },
  },
];

/** Waits for the end of a process after its last output. Each further line extends the limit by a second. */
async function endAtOnce(running: Running, tools: Tools): Promise<Finished> {
  for (let said = -1; said < running.lines.length; ) {
    said = running.lines.length;
    if (await tools.endsWithin(running.finished, 1000)) return running.finished;
  }
  return assert.fail('it ran for more than a second after its last output');
}

async function levelsAt(level: string, tools: Tools): Promise<Set<string | undefined>> {
  const stream = tools.stream();
  const state = stream.state({}, { id: 1 });
  const job = { streams: [stream], input: [stream.record(0), state] };
  const end = await assertWrites(tools, job, { env: { LOG_LEVEL: level } });
  assertEchoed(end, [state]);
  return new Set(ofType(end, 'LOG').map(({ log }) => log?.level));
}
