import assert from 'node:assert/strict';
import { type Json, raw } from '../messages.ts';
import type { Case, OwnRun, Tools } from './case.ts';
import { assertEchoed, assertSucceeded, countsOf, ofType, stateLines } from './expect.ts';
import type { TestStream } from './stream.ts';

/** The platform's ids are integers of 32 bits. */
const LAST_ID = 2_147_483_647;

/** State texts that JSON.parse and JSON.stringify would change. */
export function stateTextCases(): Case[] {
  const blobs: readonly (readonly [string, string, Json | undefined])[] = [
    [
      'big-integers',
      'Integers beyond 2^53 keep their digits',
      raw('{"lsn":9007199254740993,"n":-123456789012345678901234567890}'),
    ],
    [
      'odd-numbers',
      'Numbers keep their text',
      raw('{"a":1e400,"b":1.10,"c":1.0,"d":-0,"e":7E+3,"f":0.1000000000000000055}'),
    ],
    ['repeated-keys', 'Repeated keys stay', raw('{"a":1,"a":2}')],
    [
      'unicode',
      'Escapes and characters of any kind stay',
      raw('{"\\u00e9":"\\ud83d\\ude00 \\u2028","é😀":"\\ud800","nul":"\\u0000"}'),
    ],
    [
      'proto-keys',
      'Keys with a meaning in JavaScript stay',
      raw('{"__proto__":{"a":1},"constructor":null,"toString":1}'),
    ],
    ['key-order-numbers', 'Keys that look like numbers stay', raw('{"10":1,"9":2,"":3}')],
    ['deep', 'A deeply nested state is kept', raw(`${'{"a":['.repeat(300)}${']}'.repeat(300)}`)],
    ['large', 'A state of a megabyte is kept', { blob: 'x'.repeat(1_000_000) }],
    ['empty', 'An empty state is emitted', {}],
    ['null', 'A null state is emitted', null],
    ['absent', 'A state without stream_state is emitted', undefined],
  ];
  const linesOf = (stream: TestStream) =>
    blobs.map(([, , blob], at) => {
      const more = { partition_id: 'p-1', unknown: { x: [1, null] } };
      const state = stream.state(blob, { id: LAST_ID - at, sourceCount: 1, more });
      return [stream.record(at), state] as const;
    });
  const ownRun = (tools: Tools, stream: TestStream, at: number): OwnRun => {
    const [record, state] = linesOf(stream)[at]!;
    return {
      alone: () => tools.write({ streams: [stream], input: [record, state] }),
      judge(end) {
        assertSucceeded(end);
        const emitted = ofType(end, 'STATE').findIndex((each) => each.state?.id === LAST_ID - at);
        assert.ok(emitted >= 0, 'the state was not emitted');
        assertEchoed({ lines: [stateLines(end)[emitted]!] }, [state]);
        const { recordCount, rejectedRecordCount } = countsOf(end)[emitted]!;
        assert.equal(recordCount + rejectedRecordCount, 1);
      },
    };
  };
  return blobs.map(([id, title], at) => ({
    id: `state.text-${id}`,
    title: `${title}, beside unknown fields and the platform's id.`,
    why: "The platform reads its id from the state, and the source's cursor is lost if a number changes.",
    reference: 'airbyte-platform StateWithId.kt; airbytehq/airbyte issues 69138, 70421',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const runs = blobs.map((_, each) => ownRun(tools, stream, each));
      await tools.judgeShared({
        name: 'state texts',
        together: () => tools.write({ streams: [stream], input: linesOf(stream).flat() }),
        ...runs[at]!,
        others: runs.toSpliced(at, 1),
      });
    },
  }));
}
