import assert from 'node:assert/strict';
import type { Case } from './case.ts';
import { assertArrived, assertArrivedOnce, assertEchoed, assertSucceeded, assertWrites } from './expect.ts';
import { range } from './stream.ts';

const PROTOCOL = 'airbyte-protocol.md, state and checkpointing';

/** Time of a state: not before its records have arrived, and not long after. */
export const stateTimeCases: readonly Case[] = [
  ...(
    [
      ['after-delivery', 'every record before it is visible at the provider', { kind: 'slow', ms: 250 }],
      [
        'after-older-batches',
        'older batches that take longer are delivered',
        { kind: 'slow', ms: 1500, times: 1 },
      ],
    ] as const
  ).map(
    ([id, title, fault]): Case => ({
      id: `state.${id}`,
      title: `A state is emitted only when ${title}.`,
      why: 'The platform never sends those records again; a missing one is lost.',
      reference: `${PROTOCOL}; bulk CDK testMidSyncCheckpointingStreamState`,
      needs: ['provider'],
      async run(subject, tools) {
        const stream = tools.stream();
        tools.probe.fault(fault);
        const step = Math.ceil((subject.objects[0].recordsPerRequest ?? 100) / 4);
        const fed = range(0, 20).map((n) => stream.state({ n }, { id: n }));
        const input = fed.flatMap((state, n) => [...stream.records(n * step, (n + 1) * step), state]);
        const early: string[] = [];
        const end = await assertWrites(
          tools,
          { streams: [stream], input },
          {
            onMessage({ type, state }) {
              if (type !== 'STATE') return;
              const there = new Set(tools.probe.arrived().map(({ key }) => key));
              const before = stream.keys(0, (Number(state?.id) + 1) * step);
              if (!before.every((key) => there.has(key))) early.push(`state ${state?.id}`);
            },
          },
        );
        assert.deepEqual(early, [], 'states were emitted before their records had arrived');
        assertEchoed(end, fed);
        assertArrivedOnce(tools.probe.arrived(), stream.keys(0, fed.length * step));
      },
    }),
  ),
  {
    id: 'state.while-open',
    title: 'The state of a slow stream is emitted within a minute, while stdin is still open.',
    why: 'A state that waits for the end is lost with the process, and all its records are sent again.',
    reference: 'partner-certified-destinations.md; bulk CDK testMidSyncCheckpointingStreamState',
    needs: ['takes-records'],
    slow: true,
    isOnConnectorClock: true,
    async run(_subject, tools) {
      const stream = tools.stream();
      const running = await tools.startWrite({ streams: [stream] }, { timeoutMs: tools.limit(90_000) });
      const state = stream.state({ n: 3 }, { id: 1 });
      await running.send(...stream.records(0, 3), state);
      await running.waitFor(({ type }) => type === 'STATE', tools.limit(60_000));
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 3));
      running.closeStdin();
      const end = await running.finished;
      assertSucceeded(end);
      assertEchoed(end, [state]);
    },
  },
  {
    id: 'state.does-not-flush',
    title: 'A state after every record does not cause a request per record.',
    why: 'Sources that write many states would reach every rate limit.',
    reference: 'airbyte-protocol.md; partner-certified-destinations.md',
    needs: ['provider', 'records-per-request'],
    async run(subject, tools) {
      const stream = tools.stream();
      const perRequest = subject.objects[0].recordsPerRequest!;
      const count = Math.min(perRequest * 4, 2000);
      const fed = range(0, count).map((i) => stream.state({ n: i }, { id: i }));
      const input = range(0, count).flatMap((i) => [stream.record(i), fed[i]!]);
      const end = await assertWrites(tools, { streams: [stream], input });
      assertEchoed(end, fed);
      assertArrived(tools.probe.arrived(), stream.keys(0, count));
      const allowed = Math.ceil(count / perRequest) * 2 + 3;
      assert.ok(
        tools.probe.deliveries() <= allowed,
        `${tools.probe.deliveries()} requests for ${count} records`,
      );
    },
  },
];
