import assert from 'node:assert/strict';
import { globalState, type StreamStatus, streamStatus } from '../messages.ts';
import type { Case } from './case.ts';
import {
  assertArrivedOnce,
  assertEchoed,
  assertFailed,
  assertSucceeded,
  assertWrites,
  stateLines,
  stateText,
} from './expect.ts';
import { range } from './stream.ts';

const CLEAR = 'airbyte-platform EmptyAirbyteSource.kt; bulk CDK testClear';

/** Whole jobs, as a custom connector (no generations) and as one of a registry (generations, COMPLETE). */
export const jobCases: readonly Case[] = [
  ...ends(),
  {
    id: 'job.no-states',
    title: 'Records without a state are delivered by the end of the input.',
    why: "PyAirbyte's smoke test sends none.",
    reference: 'PyAirbyte airbyte/_util/destination_smoke_tests.py',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const end = await assertWrites(tools, { streams: [stream], input: stream.records(0, 7) });
      assert.deepEqual(stateLines(end), [], 'a state was emitted that was not sent');
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 7));
    },
  },
  {
    id: 'job.tail',
    title: 'Records after the last state are delivered too.',
    why: 'They are the last ones of every sync.',
    reference: 'airbyte-protocol.md',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const state = stream.state({ n: 1 }, { id: 1 });
      const end = await assertWrites(tools, {
        streams: [stream],
        input: [stream.record(0), state, stream.record(1)],
      });
      assertEchoed(end, [state]);
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 2));
    },
  },
  {
    id: 'job.large-batch',
    title: 'Thousands of records arrive, each once, with all their states.',
    why: 'Batches reach their limits and run concurrently.',
    reference: 'DestinationAcceptanceTest testSyncWithLargeRecordBatch',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const fed = range(0, 10).map((n) => stream.state({ n }, { id: n + 1, sourceCount: 250 }));
      const input = fed.flatMap((state, n) => [...stream.records(n * 250, n * 250 + 250), state]);
      const end = await assertWrites(tools, { streams: [stream], input });
      assertEchoed(end, fed);
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 2500));
    },
  },
  {
    id: 'job.second-sync',
    title: 'A second sync adds to the first.',
    why: 'append never removes anything.',
    reference: 'DestinationAcceptanceTest testIncrementalSync; bulk CDK testAppend',
    needs: ['provider', 'mode:append'],
    async run(_subject, tools) {
      const stream = tools.stream({ mode: 'append' });
      await assertWrites(tools, { streams: [stream], input: stream.records(0, 3) });
      await assertWrites(tools, { streams: [stream], input: stream.records(3, 5) });
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 5));
    },
  },
  {
    id: 'job.many-streams',
    title: 'A sync of 21 streams succeeds.',
    why: 'Databases have many tables.',
    reference: 'bulk CDK testManyStreamsCompletion',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const streams = range(0, 21).map((n) =>
        tools.stream({ name: `stream_${n}`, generations: { generation: 1, minimum: 0 } }),
      );
      const input = streams.flatMap((stream, n) => [
        stream.record(n),
        stream.state({ n }, { id: n + 1 }),
        stream.complete(),
      ]);
      const end = await assertWrites(tools, { streams, input });
      assert.equal(stateLines(end).length, 21);
      assertArrivedOnce(tools.probe.arrived(), streams[0]!.keys(0, 21));
    },
  },
  {
    id: 'job.clear-custom',
    title:
      'A clear job of a custom connector (overwrite, no records, null states) succeeds and changes nothing.',
    why: "Clearing a connection must not remove the user's data at the provider.",
    reference: CLEAR,
    needs: ['provider'],
    async run(_subject, tools) {
      const streams = [
        tools.stream({ mode: 'overwrite' }),
        tools.stream({ mode: 'overwrite', name: 'other' }),
      ];
      const fed = streams.map((stream, n) => stream.state([undefined, null][n], { id: n + 1 }));
      const end = await assertWrites(tools, { streams, input: fed });
      assert.deepEqual(stateLines(end).map(stateText).sort(), fed.map(stateText).sort());
      assert.deepEqual(tools.probe.arrived(), []);
    },
  },
  {
    id: 'job.clear-registry',
    title: 'A clear job with generations, one GLOBAL state and COMPLETE succeeds and changes nothing.',
    why: "Clearing a connection must not remove the user's data at the provider.",
    reference: CLEAR,
    needs: ['provider'],
    async run(_subject, tools) {
      const first = tools.stream();
      await assertWrites(tools, { streams: [first], input: first.records(0, 3) });
      const stream = tools.stream({ generations: { generation: 2, minimum: 2 } });
      const state = globalState(null, [[{ name: stream.name }, null]], { id: 1 });
      const end = await assertWrites(tools, { streams: [stream], input: [state, stream.complete()] });
      assertEchoed(end, [state]);
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 3));
    },
  },
  {
    id: 'job.clear-unmapped',
    title:
      'A clear job of a stream that nothing maps to an object succeeds and changes nothing, with generations and without.',
    why: 'A stream without records needs no object; a failure would prevent the user from clearing the connection.',
    reference: CLEAR,
    needs: ['provider'],
    async run(_subject, tools) {
      const more = { destination_object_name: undefined };
      const name = 'acceptance_unmapped';
      const custom = tools.stream({ name, mode: 'overwrite', more });
      const generations = { generation: 2, minimum: 2 };
      const registry = tools.stream({ name, mode: 'append', generations, more });
      for (const stream of [custom, registry]) {
        const state = stream.state(null, { id: 1 });
        const last = stream === registry ? [stream.complete()] : [];
        const end = await assertWrites(tools, { streams: [stream], input: [state, ...last] });
        assertEchoed(end, [state]);
      }
      assert.deepEqual(tools.probe.arrived(), []);
    },
  },
  {
    id: 'job.truncate-needs-consent',
    title: 'Equal generation ids do not delete anything.',
    why: 'PyAirbyte always sends 1, 1 and 1, for append too.',
    reference: 'PyAirbyte airbyte/shared/catalog_providers.py',
    needs: ['provider', 'mode:append'],
    async run(_subject, tools) {
      const stream = tools.stream({ mode: 'append', generations: { generation: 1, minimum: 1 } });
      const sync = (from: number) => ({
        streams: [stream],
        input: [...stream.records(from, from + 3), stream.complete()],
      });
      await assertWrites(tools, sync(0));
      await assertWrites(tools, sync(3));
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 6));
    },
  },
];

/** Cases for the end of a job: with or without generations in the catalog, and each status of the source. */
function ends(): Case[] {
  type Row = readonly [id: string, generations: boolean, status: StreamStatus | undefined, fails: boolean];
  const rows: readonly Row[] = [
    ['generations-complete', true, 'COMPLETE', false],
    ['generations-nothing', true, undefined, true],
    ['generations-incomplete', true, 'INCOMPLETE', true],
    ['custom-nothing', false, undefined, false],
    ['custom-complete', false, 'COMPLETE', false],
  ];
  return rows.map(([id, generations, status, fails]) => ({
    id: `job.end-${id}`,
    title: `${generations ? 'With' : 'Without'} generation ids, ${status ?? 'no status'} at the end is ${
      fails ? 'a failure' : 'a success'
    }; states of delivered records are emitted in both cases.`,
    why: fails
      ? 'The source did not finish; a success would hide it.'
      : 'A custom connector never gets a status; failing without one would fail every sync.',
    reference: 'bulk CDK StreamsIncompleteException.kt; airbyte-platform StreamStatusCompletionTracker.kt',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream(generations ? { generations: { generation: 3, minimum: 0 } } : {});
      const state = stream.state({ n: 1 }, { id: 1 });
      const last = status ? [streamStatus(stream, status)] : [];
      const end = await tools.write({ streams: [stream], input: [...stream.records(0, 3), state, ...last] });
      if (fails) assertFailed(end);
      else assertSucceeded(end);
      assertEchoed(end, [state]);
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 3));
    },
  }));
}
