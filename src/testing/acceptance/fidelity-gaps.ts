import assert from 'node:assert/strict';
import type { Case } from './case.ts';
import { assertArrivedOnce, assertEchoed, assertWrites, sumOf } from './expect.ts';

/** Missing columns and incomplete characters. */
export const gapCases: readonly Case[] = [
  {
    id: 'value.missing-is-not-null',
    title: 'A column that a record does not have is not delivered as null.',
    why: 'null empties a field at the provider; a missing column leaves it alone.',
    reference: 'bulk CDK testBasicTypes: null and unset are two things',
    needs: ['provider', 'open-columns'],
    async run(subject, tools) {
      const properties = { ...subject.objects[0].properties, canary_unset: { type: ['null', 'string'] } };
      const { name } = tools.stream();
      const stream = tools.stream({
        more: { stream: { name, json_schema: { type: 'object', properties } } },
      });
      await assertWrites(tools, { streams: [stream], input: [stream.record(0)] });
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 1));
      // A table has a cell for each column; an empty one is not null.
      assert.doesNotMatch(tools.probe.arrived()[0]!.text, /"canary_unset":null/);
    },
  },
  {
    id: 'value.lone-surrogate',
    title: 'Half of a surrogate pair, which JSON allows, does not end the sync, and the record is counted.',
    why: 'Sources cut texts at lengths in UTF-16 units.',
    reference: 'RFC 8259 section 8.2; PyAirbyte smoke tests',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const state = stream.state({ n: 1 }, { id: 1 });
      const input = [stream.record(0, { note: '"cut \\ud83d"' }), stream.record(1), state];
      const end = await assertWrites(tools, { streams: [stream], input });
      assertEchoed(end, [state]);
      assert.equal(sumOf(end), 2, 'the counts do not add up');
    },
  },
];
