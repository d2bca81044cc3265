import assert from 'node:assert/strict';
import { lines, raw, record } from '../messages.ts';
import { firstState, writeOnceAtWork } from './at-work.ts';
import type { Case } from './case.ts';
import { assertArrivedOnce, assertEchoed, assertFailed, assertWrites, ofType, sumOf } from './expect.ts';

/** Messages of every kind on stdin. */
export const messageCases: readonly Case[] = [
  {
    id: 'input.foreign-messages',
    title: 'Messages of other types, known or unknown, are ignored and not repeated.',
    why: 'Docker pipes and PyAirbyte forward everything that a source writes.',
    reference: 'PyAirbyte airbyte/destinations/base.py',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const trace = (body: object) => JSON.stringify({ type: 'TRACE', trace: { emitted_at: 1.5, ...body } });
      const stream_descriptor = { name: stream.name };
      const foreign = [
        JSON.stringify({ type: 'LOG', log: { level: 'ERROR', message: 'CANARY of the source' } }),
        JSON.stringify({
          type: 'CONTROL',
          control: {
            type: 'CONNECTOR_CONFIG',
            emitted_at: 1,
            connectorConfig: { config: { key: 'CANARY' } },
          },
        }),
        JSON.stringify({ type: 'CATALOG', catalog: { streams: [] } }),
        JSON.stringify({ type: 'SPEC', spec: { connectionSpecification: {} } }),
        JSON.stringify({ type: 'FUTURE', future: { a: 1 } }),
        trace({ type: 'ESTIMATE', estimate: { name: 'users', type: 'STREAM', row_estimate: 3 } }),
        trace({ type: 'ANALYTICS', analytics: { type: 'a', value: 'b' } }),
        trace({ type: 'STREAM_STATUS', stream_status: { stream_descriptor, status: 'STARTED' } }),
        trace({ type: 'STREAM_STATUS', stream_status: { stream_descriptor, status: 'RUNNING' } }),
        trace({ type: 'ERROR', error: { message: 'CANARY of the source' } }),
      ];
      const state = stream.state({ a: 1 }, { id: 1 });
      const end = await assertWrites(tools, {
        streams: [stream],
        input: [...foreign, stream.record(0), ...foreign, state],
      });
      assertEchoed(end, [state]);
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 1));
      assert.ok(!end.lines.join('\n').includes('CANARY'), 'a message of the source is repeated');
    },
  },
  {
    id: 'input.null-laden',
    title: 'Null members mean the same as absent ones, and emitted_at may be a fraction or in seconds.',
    why: 'PyAirbyte writes every field of its models, and times in seconds.',
    reference: 'PyAirbyte airbyte/destinations/base.py, airbyte/_message_iterators.py',
    needs: ['takes-records'],
    async run(subject, tools) {
      const stream = tools.stream({ generations: { generation: 1, minimum: 1 } });
      const nulls = { catalog: null, connectionStatus: null, control: null, log: null, spec: null };
      const message = (more: object) =>
        JSON.stringify({ ...nulls, record: null, state: null, trace: null, ...more });
      const one = (i: number) => ({
        stream: stream.name,
        namespace: null,
        meta: null,
        file_reference: null,
        data: subject.objects[0].record(i).data,
        emitted_at: 1_700_000_000.25 + i,
      });
      const state = message({
        type: 'STATE',
        state: {
          type: 'STREAM',
          stream: { stream_descriptor: { name: stream.name, namespace: null }, stream_state: { a: 1 } },
          global: null,
          data: null,
          sourceStats: null,
          destinationStats: null,
        },
      });
      const trace = {
        type: 'STREAM_STATUS',
        emitted_at: 1_700_000_000.5,
        error: null,
        estimate: null,
        stream_status: {
          stream_descriptor: { name: stream.name, namespace: null },
          status: 'COMPLETE',
          reasons: null,
        },
      };
      const input = [
        message({ type: 'RECORD', record: one(0) }),
        message({ type: 'RECORD', record: one(1) }),
        state,
        message({ type: 'TRACE', trace }),
      ];
      const end = await assertWrites(tools, { streams: [stream], input });
      assertEchoed(end, [state]);
      assert.equal(sumOf(end), 2);
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 2));
    },
  },
  {
    id: 'input.meta-changes',
    title: 'Records with meta.changes are delivered like others.',
    why: 'The platform lists there the values that it had to cut.',
    reference: 'airbyte_protocol.yaml AirbyteRecordMessageMeta',
    needs: ['takes-records'],
    async run(subject, tools) {
      const stream = tools.stream();
      const { data, key } = subject.objects[0].record(0);
      const change = { field: 'x', change: 'NULLED', reason: 'SOURCE_RETRIEVAL_ERROR' };
      const line = record(stream, raw(JSON.stringify(data)), {
        more: { meta: { changes: [change] }, later: 1 },
      });
      await assertWrites(tools, { streams: [stream], input: [line] });
      assertArrivedOnce(tools.probe.arrived(), [key]);
    },
  },
  {
    id: 'input.unknown-stream',
    title: 'A record of a stream that is not in the catalog is never lost in silence.',
    why: 'The next state would cover a record that was not delivered.',
    reference: 'airbyte-protocol.md; bulk CDK DestinationCatalog',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const stranger = tools.stream({ name: 'not_in_the_catalog' });
      const end = await tools.write({ streams: [stream], input: [stream.record(0), stranger.record(1)] });
      if (end.exitCode !== 0) assertFailed(end, { says: ['not_in_the_catalog'] });
      else {
        const warned = ofType(end, 'LOG').filter(({ log }) => log?.message?.includes('not_in_the_catalog'));
        assert.equal(
          warned[0]?.log?.level,
          'WARN',
          'no error or count shows that a record was not delivered',
        );
        assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 1));
      }
    },
  },
  {
    id: 'input.late-records',
    title: 'Records after the COMPLETE of their stream, even a second one, are never lost in silence.',
    why: 'Only the end of the input ends a sync; the next state would cover a record that was not delivered.',
    reference: 'airbyte-protocol.md; airbyte-platform StreamStatusCompletionTracker.kt',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream({ generations: { generation: 1, minimum: 0 } });
      const state = stream.state({ a: 1 }, { id: 1 });
      const input = [stream.record(0), stream.complete(), stream.complete(), stream.record(1), state];
      const end = await writeOnceAtWork(tools, stream, lines(...input));
      if (end.exitCode !== 0) return void assertFailed(end);
      assertEchoed(end, [firstState(stream), state]);
      assert.equal(sumOf(end), 2, 'the late record is not counted');
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 2));
    },
  },
  {
    id: 'input.data-not-object',
    title: 'A record whose data is not an object is counted as rejected, and the others are delivered.',
    why: 'One invalid record of a source must neither end the sync nor be missing in the counts.',
    reference: 'airbyte_protocol.yaml AirbyteRecordMessage, rejectedRecordCount',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const odd = [raw('null'), raw('[1]'), raw('"CANARY"')].map((data) => stream.with(data));
      const missing = JSON.stringify({ type: 'RECORD', record: { stream: stream.name, emitted_at: 1 } });
      const state = stream.state({ a: 1 }, { id: 1 });
      const end = await assertWrites(tools, {
        streams: [stream],
        input: [...stream.records(0, 6), ...odd, missing, state],
      });
      assert.equal(sumOf(end), 10, 'the counts do not add up');
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 6));
    },
  },
  {
    id: 'input.deep-record',
    title: 'A record nested 100,000 deep does not end the sync, and is counted.',
    why: 'Recursive serialisation overflows the stack.',
    reference: 'RFC 8259 section 9',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
      const state = stream.state({ a: 1 }, { id: 1 });
      const input = [stream.record(0), stream.record(1, { deep }), stream.record(2), state];
      const end = await assertWrites(tools, { streams: [stream], input });
      assert.equal(sumOf(end), 3);
    },
  },
  {
    id: 'input.nothing',
    title: 'A sync with empty input succeeds without changes at the provider.',
    why: 'Streams without new records are the normal case.',
    reference: 'bulk CDK testNoData',
    needs: ['working-config'],
    async run(_subject, tools) {
      const stream = tools.stream();
      await assertWrites(tools, { streams: [stream], input: [] });
      assert.deepEqual(tools.probe.arrived(), []);
      // A program that does nothing would succeed too; one that reads its input emits this state.
      const state = stream.state({}, { id: 1 });
      const end = await assertWrites(tools, { streams: [stream], input: [state] });
      assertEchoed(end, [state]);
    },
  },
];
