import assert from 'node:assert/strict';
import { globalState, legacyState } from '../messages.ts';
import type { Case } from './case.ts';
import { assertArrived, assertEchoed, assertWrites } from './expect.ts';
import { range } from './stream.ts';

const PROTOCOL = 'airbyte-protocol.md, state and checkpointing';

/** States that cover all streams. */
export const barrierCases: readonly Case[] = (
  [
    ['global', 'GLOBAL', (n: number) => globalState({ lsn: n }, [], { id: n })],
    ['legacy', 'LEGACY', (n: number) => legacyState({ cursor: n }, { more: { id: n } })],
  ] as const
).map(([id, type, stateOf]) => ({
  id: `state.${id}-barrier`,
  title: `A ${type} state waits for the records of every stream, also if one of them takes longer.`,
  why: 'The source continues after it for all streams; a record that was missing is lost.',
  reference: `${PROTOCOL}; airbyte-platform StateWithId.kt`,
  needs: ['provider'],
  async run(subject, tools) {
    tools.probe.fault({ kind: 'slow', ms: 1200, times: 1 });
    const streams = ['slow_stream', 'other_stream'].map((name) => tools.stream({ name }));
    const perRequest = subject.objects[0].recordsPerRequest ?? 100;
    // The first request of the slow stream is running when the records of the other stream and the state arrive.
    const slow = streams[0]!.records(0, perRequest);
    const fed = range(1, 5).map(stateOf);
    const others = fed.flatMap((state, n) => [streams[1]!.record(perRequest + n), state]);
    const early: string[] = [];
    const end = await assertWrites(
      tools,
      { streams, input: [...slow, ...others] },
      {
        onMessage({ type: seen, state }) {
          if (seen !== 'STATE') return;
          const there = new Set(tools.probe.arrived().map(({ key }) => key));
          const before = streams[0]!.keys(0, perRequest + Number(state?.id));
          if (!before.every((key) => there.has(key))) early.push(`state ${state?.id}`);
        },
      },
    );
    assert.deepEqual(early, [], 'states were emitted before the records of all streams had arrived');
    assertEchoed(end, fed);
    assertArrived(tools.probe.arrived(), streams[0]!.keys(0, perRequest + fed.length));
  },
}));
