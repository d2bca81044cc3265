import assert from 'node:assert/strict';
import { lines } from '../messages.ts';
import { writeOnceAtWork } from './at-work.ts';
import type { Case } from './case.ts';
import { assertArrivedOnce, assertEchoed, assertFailed, assertWrites, countsOf, sumOf } from './expect.ts';
import { range } from './stream.ts';

/** Records that the provider rejects. */
export const rejectCases: readonly Case[] = [
  {
    id: 'reject.counts',
    title: 'Rejected records are counted on the state that covers them; the others arrive.',
    why: 'The platform shows these counts, and reports uncounted records as dropped.',
    reference: 'airbyte_protocol.yaml rejectedRecordCount; StateCheckSumCountEventHandler.kt',
    needs: ['takes-records', 'invalid-records'],
    async run(subject, tools) {
      const [object] = subject.objects;
      const stream = tools.stream();
      const bad = (i: number) => stream.with(object.invalid!(i));
      const fed = range(0, 3).map((n) => stream.state({ n }, { id: n + 1 }));
      const input = [
        ...stream.records(0, 8),
        bad(100),
        fed[0]!,
        ...stream.records(8, 10),
        fed[1]!,
        bad(101),
        bad(102),
        stream.record(10),
        fed[2]!,
      ];
      const end = await assertWrites(tools, { streams: [stream], input });
      assertEchoed(end, fed);
      assert.deepEqual(countsOf(end), [
        { recordCount: 8, rejectedRecordCount: 1 },
        { recordCount: 2, rejectedRecordCount: 0 },
        { recordCount: 1, rejectedRecordCount: 2 },
      ]);
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 11));
    },
  },
  {
    id: 'reject.all',
    title: 'A sync whose records are all rejected fails with the reason.',
    why: 'The sync would succeed although the provider received nothing.',
    reference: 'partner-certified-destinations.md',
    needs: ['provider', 'invalid-records'],
    async run(subject, tools) {
      const stream = tools.stream();
      const input = range(0, 150).map((i) => stream.with(subject.objects[0].invalid!(i)));
      const end = await writeOnceAtWork(tools, stream, lines(...input, stream.state({}, { id: 1 })));
      assertFailed(end, { type: 'config_error' });
      assert.deepEqual(tools.probe.arrived(), []);
    },
  },
  {
    id: 'reject.some-is-fine',
    title: 'A sync with a tenth of rejected records succeeds.',
    why: 'One invalid row must not stop all others.',
    reference: 'airbyte_protocol.yaml rejectedRecordCount',
    needs: ['provider', 'invalid-records'],
    async run(subject, tools) {
      const stream = tools.stream();
      const input = range(0, 200).map((i) =>
        i % 10 === 3 ? stream.with(subject.objects[0].invalid!(i)) : stream.record(i),
      );
      const end = await assertWrites(tools, {
        streams: [stream],
        input: [...input, stream.state({}, { id: 1 })],
      });
      assert.equal(sumOf(end), 200);
      assert.equal(countsOf(end)[0]?.rejectedRecordCount, 20);
      assert.equal(tools.probe.arrived().length, 180);
    },
  },
];
