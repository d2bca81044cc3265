import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { endOf } from '../process.ts';
import type { Case, Tools } from './case.ts';
import { assertArrived, stateLines, stateText } from './expect.ts';
import { range } from './stream.ts';

const EXECUTOR = 'PyAirbyte airbyte/_executors/base.py: exit codes 0 and -15; docker stop: 10 s';

/** End of a connector after a signal. */
export const signalCases: readonly Case[] = [
  ...(['SIGTERM', 'SIGINT'] as const).flatMap((signal): Case[] => [
    {
      id: `life.${signal.toLowerCase()}-idle`,
      title: `${signal} ends a sync that waits for input within ten seconds, by the signal or with exit code 0.`,
      why: 'After ten seconds it is killed; any other exit code counts as a failure.',
      reference: EXECUTOR,
      needs: ['working-config'],
      async run(_subject, tools) {
        const stream = tools.stream();
        const running = await tools.startWrite({ streams: [stream] }, { cut: true });
        await running.send(stream.state({ n: 1 }, { id: 1 }));
        await running.waitFor(({ type }) => type === 'STATE');
        await endsBy(signal, running, tools);
      },
    },
    {
      id: `life.${signal.toLowerCase()}-mid-sync`,
      title: `${signal} ends a running sync within ten seconds; only states whose records were delivered are emitted.`,
      why: 'An extra state loses records; a kill loses states whose records were delivered.',
      reference: EXECUTOR,
      needs: ['provider', 'records-per-request'],
      async run(subject, tools) {
        const stream = tools.stream();
        const perRequest = subject.objects[0].recordsPerRequest!;
        const step = Math.max(1, Math.floor(perRequest / 4));
        const fed = range(0, 12).map((n) => stream.state({ n }, { id: n }));
        const lines = fed.map((state, n) => [...stream.records(n * step, n * step + step), state]);
        const running = await tools.startWrite({ streams: [stream] }, { cut: true });
        await running.send(...lines.slice(0, 8).flat());
        await running.waitFor(({ type }) => type === 'STATE');
        tools.probe.fault({ kind: 'hang' });
        await running.send(...lines.slice(8).flat());
        await sleep(300);
        const end = await endsBy(signal, running, tools);
        const emitted = stateLines(end).map(stateText);
        assert.ok(emitted.length > 0, 'no state was emitted');
        assert.deepEqual(emitted, fed.slice(0, emitted.length).map(stateText));
        assertArrived(tools.probe.arrived(), stream.keys(0, emitted.length * step));
        assert.equal(end.tail, '', 'the last line is not complete');
      },
    },
  ]),
];

async function endsBy(
  signal: NodeJS.Signals,
  running: Awaited<ReturnType<Tools['startWrite']>>,
  tools: Tools,
) {
  running.kill(signal);
  assert.ok(await tools.endsWithin(running.finished, 10_000), 'it did not end within 10 s');
  const end = await running.finished;
  assert.ok(end.signal === signal || end.exitCode === 0, `it ended with ${endOf(end)}`);
  assert.doesNotMatch(end.stderr, /\n\s+at /, 'a stack trace is shown');
  return end;
}
