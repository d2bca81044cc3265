import assert from 'node:assert/strict';
import { globalState, legacyState, streamState } from '../messages.ts';
import type { Case } from './case.ts';
import {
  assertArrived,
  assertArrivedOnce,
  assertEchoed,
  assertWrites,
  countsOf,
  stateLines,
  stateText,
  sumOf,
} from './expect.ts';
import { stateTextCases } from './state-texts.ts';
import { range } from './stream.ts';

const PROTOCOL = 'airbyte-protocol.md, state and checkpointing';

/** Emitted states equal those of the input: every one, in order, as text. */
export const stateCases: readonly Case[] = [
  ...stateTextCases(),
  {
    id: 'state.namespaces',
    title: 'An absent, null or empty namespace of a state is emitted unchanged.',
    why: 'The platform finds the stream by the exact pair.',
    reference: 'airbyte-platform NamespacingMapper, Mapper.kt revertMap',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const fed = [undefined, null, ''].map((namespace, i) =>
        streamState(
          { name: stream.name, ...(namespace !== undefined && { namespace }) },
          { n: i },
          { id: i + 1 },
        ),
      );
      const end = await assertWrites(tools, { streams: [stream], input: [stream.record(0), ...fed] });
      const sorted = (lines: readonly string[]) => lines.map(stateText).sort();
      assert.deepEqual(sorted(stateLines(end)), sorted(fed));
    },
  },
  {
    id: 'state.order',
    title: 'Every state is emitted, in the order of its stream, and the counts add up to the records.',
    why: 'The platform drops the counts of missing states, and returns to an earlier cursor if they are out of order.',
    reference: `${PROTOCOL}; StatsTracker.kt; StateCheckSumCountEventHandler.kt`,
    needs: ['takes-records'],
    async run(_subject, tools) {
      const streams = ['first_stream', 'second_stream'].map((name) => tools.stream({ name }));
      const fed: string[][] = [[], []];
      const input: string[] = [];
      for (const i of range(0, 400)) {
        const which = i % 3 === 0 ? 1 : 0;
        input.push(streams[which]!.record(i));
        if (i % 7 !== 0) continue;
        const state = streams[which]!.state({ n: i }, { id: i + 1 });
        fed[which]!.push(state);
        input.push(state);
      }
      for (const which of [0, 1]) {
        fed[which]!.push(streams[which]!.state({ last: true }, { id: 1000 + which }));
        input.push(fed[which]!.at(-1)!);
      }
      const end = await assertWrites(tools, { streams, input });
      for (const [which, { name }] of streams.entries())
        assertEchoed({ lines: stateLines(end).filter((line) => line.includes(`"${name}"`)) }, fed[which]!);
      assert.equal(sumOf(end), 400, 'the counts do not add up');
      assertArrivedOnce(tools.probe.arrived(), streams[0]!.keys(0, 400));
    },
  },
  {
    id: 'state.counts',
    title: 'destinationStats counts the records since the previous state of the stream.',
    why: 'The platform compares each with the source and reports dropped records.',
    reference: 'airbyte-platform StateCheckSumCountEventHandler.kt',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const input = [
        ...stream.records(0, 3),
        stream.state({ n: 1 }, { id: 1 }),
        stream.state({ n: 2 }, { id: 2 }),
        ...stream.records(3, 8),
        stream.state({ n: 3 }, { id: 3 }),
      ];
      const end = await assertWrites(tools, { streams: [stream], input });
      assert.deepEqual(
        countsOf(end),
        [3, 0, 5].map((recordCount) => ({ recordCount, rejectedRecordCount: 0 })),
      );
    },
  },
  {
    id: 'state.duplicates',
    title: 'Three records of one key count as three, also if fewer are sent.',
    why: 'The platform compares the count with what the source sent, and reports dropped records.',
    reference: 'airbyte-platform StateCheckSumCountEventHandler.kt',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const state = stream.state({ n: 1 }, { id: 1 });
      const end = await assertWrites(tools, {
        streams: [stream],
        input: [stream.record(0), stream.record(0), stream.record(0), state],
      });
      assertEchoed(end, [state]);
      assert.equal(sumOf(end), 3, 'the counts do not add up');
      assertArrived(tools.probe.arrived(), stream.keys(0, 1));
    },
  },
  {
    id: 'state.global',
    title: 'A GLOBAL state is a barrier over all streams; its streams need not be in the catalog.',
    why: 'Names inside a GLOBAL state are not prefixed by the platform, those of the catalog are.',
    reference: 'airbyte-platform StateWithId.kt; airbytehq/airbyte issues 55697, 29478',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const streams = [tools.stream({ name: 'pre_a' }), tools.stream({ name: 'pre_b' })];
      const state = (n: number) =>
        globalState(
          { lsn: n },
          [
            [{ name: 'a' }, { n }],
            [{ name: 'b', namespace: 'x' }, {}],
          ],
          { id: n },
        );
      const fed = [state(1), state(2)];
      const input = [streams[0]!.record(0), streams[1]!.record(1), fed[0]!, streams[1]!.record(2), fed[1]!];
      const end = await assertWrites(tools, { streams, input });
      assertEchoed(end, fed);
      assert.deepEqual(
        countsOf(end).map(({ recordCount }) => recordCount),
        [2, 1],
      );
    },
  },
  {
    id: 'state.legacy',
    title: 'LEGACY states and states without a type are emitted.',
    why: 'PyAirbyte and old sources send them.',
    reference: 'DestinationAcceptanceTest.runSyncAndVerifyStateOutput',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const fed = [
        legacyState({ cursor: 1 }),
        legacyState({ cursor: 2 }, { typed: false }),
        legacyState({}, { typed: false }),
      ];
      const end = await assertWrites(tools, {
        streams: [stream],
        input: [stream.record(0), fed[0]!, stream.record(1), ...fed.slice(1)],
      });
      assertEchoed(end, fed);
      assert.equal(sumOf(end), 2);
    },
  },
  {
    id: 'state.of-unknown-stream',
    title: 'A state for a stream that is not in the catalog is emitted.',
    why: 'The content of a state is opaque; only the platform interprets it.',
    reference: `${PROTOCOL}; airbytehq/airbyte issue 29478`,
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const fed = [streamState({ name: 'somewhere_else' }, { a: 1 }, { id: 5 }), stream.state({}, { id: 6 })];
      const end = await assertWrites(tools, { streams: [stream], input: [stream.record(0), ...fed] });
      assert.deepEqual(stateLines(end).map(stateText).sort(), fed.map(stateText).sort());
    },
  },
];
