import assert from 'node:assert/strict';
import type { Subject } from '../subject.ts';
import type { Case, Tools } from './case.ts';
import { assertArrivedOnce, assertEchoed, assertFailed, assertWrites, sumOf } from './expect.ts';

const DEDUP = 'DestinationAcceptanceTest testIncrementalDedupeSync; bulk CDK testDedup';
const TRUNCATE = 'bulk CDK testTruncateRefresh, testInterruptedTruncateWithPriorData';

/** Modes other than append, if a connector offers them. */
export const modeCases: readonly Case[] = [
  {
    id: 'dedup.second-sync',
    title: 'A record that changed at the source replaces its earlier version.',
    why: 'The user chose deduplication and would see both.',
    reference: DEDUP,
    needs: ['provider', 'mode:append_dedup', 'changed-records'],
    async run(subject, tools) {
      const stream = tools.stream({ mode: 'append_dedup' });
      await assertWrites(tools, { streams: [stream], input: stream.records(0, 3) });
      const before = textsByKey(tools);
      const state = stream.state({ n: 1 }, { id: 1 });
      const end = await assertWrites(tools, {
        streams: [stream],
        input: [stream.with(changed(subject, 1)), stream.record(3), state],
      });
      assertEchoed(end, [state]);
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 4));
      const after = textsByKey(tools);
      const [first, second] = stream.keys(0, 2);
      assert.equal(after.get(first!), before.get(first!), 'an unchanged record differs');
      assert.notEqual(after.get(second!), before.get(second!), 'the old version is still there');
    },
  },
  {
    id: 'dedup.last-wins',
    title: 'Of two versions in one sync the later one is kept, also if they are adjacent.',
    why: 'Sources send every version in order.',
    reference: DEDUP,
    needs: ['provider', 'mode:append_dedup', 'changed-records'],
    async run(subject, tools) {
      const stream = tools.stream({ mode: 'append_dedup' });
      const input = [
        stream.with(changed(subject, 0)),
        ...stream.records(0, 3),
        stream.with(changed(subject, 2)),
      ];
      await assertWrites(tools, { streams: [stream], input });
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 3));
      const once = textsByKey(tools);
      await assertWrites(tools, {
        streams: [stream],
        input: [stream.record(0), stream.with(changed(subject, 2))],
      });
      assert.deepEqual(textsByKey(tools), once, 'an earlier version was kept');
    },
  },
  {
    id: 'dedup.deletions',
    title:
      'A record that was deleted at the source is deleted; deleting one that does not exist is no failure.',
    why: 'Records that the source has deleted would remain at the provider.',
    reference: 'bulk CDK testDedup, CDC deletions: _ab_cdc_deleted_at',
    needs: ['provider', 'mode:append_dedup', 'deletions'],
    async run(subject, tools) {
      const stream = tools.stream({ mode: 'append_dedup' });
      await assertWrites(tools, { streams: [stream], input: stream.records(0, 3) });
      const deleted = (i: number) => {
        const key = primaryKeyOf(subject, i);
        return stream.with({ ...key, _ab_cdc_deleted_at: '2026-01-31T08:00:00Z' });
      };
      const state = stream.state({ n: 1 }, { id: 1 });
      const end = await assertWrites(tools, { streams: [stream], input: [deleted(1), deleted(7), state] });
      assertEchoed(end, [state]);
      assert.equal(sumOf(end), 2, 'a deletion is not counted');
      const [first, , third] = stream.keys(0, 3);
      assertArrivedOnce(tools.probe.arrived(), [first!, third!]);
    },
  },
  {
    id: 'dedup.lost-response',
    title: 'A lost response does not cause duplicate records.',
    why: 'A user who chose deduplication expects one row per key.',
    reference: `${DEDUP}; RFC 9110 section 9.2.2`,
    needs: ['provider', 'mode:append_dedup'],
    async run(_subject, tools) {
      tools.probe.fault({ kind: 'reset', times: 1 });
      const stream = tools.stream({ mode: 'append_dedup' });
      const state = stream.state({ n: 1 }, { id: 1 });
      const end = await assertWrites(tools, { streams: [stream], input: [...stream.records(0, 5), state] });
      assertEchoed(end, [state]);
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 5));
    },
  },
  {
    id: 'overwrite.replaces',
    title: 'A successful overwrite replaces all earlier records.',
    why: 'The user chose this mode; records that the source has deleted would remain.',
    reference: 'DestinationAcceptanceTest testSecondSync; bulk CDK testTruncateRefresh',
    needs: ['provider', 'mode:overwrite'],
    async run(_subject, tools) {
      const stream = tools.stream({ mode: 'overwrite' });
      await assertWrites(tools, { streams: [stream], input: stream.records(0, 4) });
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 4));
      const state = stream.state({ n: 1 }, { id: 1 });
      const end = await assertWrites(tools, { streams: [stream], input: [...stream.records(2, 7), state] });
      assertEchoed(end, [state]);
      assertArrivedOnce(tools.probe.arrived(), stream.keys(2, 7));
    },
  },
  {
    id: 'overwrite.cut-short',
    title: 'An incomplete overwrite replaces nothing, and emits no state for records that are not committed.',
    why: 'Replacing all old data by half of the new data loses data.',
    reference: TRUNCATE,
    needs: ['provider', 'mode:overwrite'],
    async run(_subject, tools) {
      const before = tools.stream({ mode: 'overwrite' });
      await assertWrites(tools, { streams: [before], input: before.records(0, 4) });
      const stream = tools.stream({ mode: 'overwrite', generations: { generation: 13, minimum: 13 } });
      const end = await tools.write({
        streams: [stream],
        input: [...stream.records(4, 6), stream.state({ n: 1 }, { id: 1 })],
      });
      assertFailed(end);
      assertEchoed(end, []);
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 4));
    },
  },
];

/** A deletion has little more than its key. */
function primaryKeyOf(subject: Subject, i: number): Readonly<Record<string, unknown>> {
  const [object] = subject.objects;
  const { data } = object.record(i);
  return Object.fromEntries(object.primaryKey.map(([column = '']) => [column, data[column]]));
}

const changed = (subject: Subject, i: number) => subject.objects[0].changed!(i);

const textsByKey = (tools: Tools): ReadonlyMap<string, string> =>
  new Map(tools.probe.arrived().map(({ key, text }) => [key, text]));
