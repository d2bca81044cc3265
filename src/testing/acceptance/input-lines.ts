import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { lines } from '../messages.ts';
import type { Stdin } from '../process.ts';
import { writeOnceAtWork } from './at-work.ts';
import type { Case } from './case.ts';
import {
  assertArrived,
  assertArrivedOnce,
  assertEchoed,
  assertFailed,
  assertWrites,
  stateLines,
  sumOf,
} from './expect.ts';
import type { TestStream } from './stream.ts';

const PIPE = 'airbyte-platform LocalContainerAirbyteDestination.kt; airbyte-protocol.md';

/** Bytes and lines on stdin. */
export const lineCases: readonly Case[] = [
  ...harmless(),
  ...broken(),
  {
    id: 'input.large-line',
    title: 'A record of 20 MB is delivered or rejected, and the records around it arrive.',
    why: 'The platform passes such lines on.',
    reference: 'airbyte-platform VersionedAirbyteStreamFactory.kt',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const big = stream.record(1, { large_column: JSON.stringify('x'.repeat(20_000_000)) });
      const state = stream.state({ a: 1 }, { id: 1 });
      const end = await assertWrites(tools, {
        streams: [stream],
        input: [stream.record(0), big, stream.record(2), state],
      });
      assertEchoed(end, [state]);
      assert.equal(sumOf(end), 3);
      assertArrived(tools.probe.arrived(), [...stream.keys(0, 1), ...stream.keys(2, 3)]);
    },
  },
  {
    id: 'input.cut-characters',
    title: 'Characters that chunk borders cut are not damaged.',
    why: 'A pipe delivers chunks of 64 KiB that may end inside a character.',
    reference: 'pipe(7); Node.js documentation, StringDecoder',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const state = stream.state({ text: '漢😀é'.repeat(80_000) }, { id: 1 });
      const end = await assertWrites(tools, {
        streams: [stream],
        input: [stream.record(0), state, stream.record(1)],
      });
      assertEchoed(end, [state]);
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 2));
    },
  },
];

/** Cases with the same three records and a state in equivalent forms. */
function harmless(): Case[] {
  type Write = (input: readonly string[]) => Stdin;
  const ways: readonly (readonly [string, string, Write])[] = [
    ['crlf', 'lines that end with CR LF', (input) => input.map((line) => `${line}\r\n`).join('')],
    ['no-last-newline', 'a last line without a newline', (input) => input.join('\n')],
    ['blank-lines', 'blank lines', (input) => `\n \n${input.join('\n\n\r\n')}\n\n`],
    ['bom', 'a byte order mark', (input) => `\uFEFF${lines(...input)}`],
    ['white-space', 'white space around', (input) => input.map((line) => `  ${line}\t\n`).join('')],
  ];
  return ways.map(([id, title, write]) => ({
    id: `input.${id}`,
    title: `Input with ${title} is read like any other, including its characters.`,
    why: 'Pipes, shells and sources on Windows write it.',
    reference: PIPE,
    needs: ['takes-records'],
    async run(_subject, tools) {
      const stream = tools.stream();
      const state = stream.state({ text: 'é😀\u2028\u0085 Ω' }, { id: 1 });
      // U+2028 and U+0085 end a line for some readers; inside JSON they need no escape.
      const odd = { note: '"é😀\u2028\u2029\u0085Ω \\r\\n 漢字"' };
      const input = [stream.record(0), stream.record(1, odd), stream.record(2), state];
      const end = await assertWrites(tools, { streams: [stream], raw: write(input) });
      assertEchoed(end, [state]);
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 3));
    },
  }));
}

/** Cases with lines that cannot be read. */
function broken(): Case[] {
  type Line = (stream: TestStream) => string | Uint8Array;
  const kinds: readonly (readonly [string, string, Line])[] = [
    ['not-json', 'is not JSON', () => '{"type":"RECORD","record":CANARY-content}\n'],
    ['not-a-number', 'holds NaN', (stream) => `${stream.record(1, { x: 'NaN' })}\n`],
    ['not-a-message', 'is JSON but not a message', () => '["CANARY-content"]\n'],
    ['no-type', 'is an object without a type', () => '{"record":{"CANARY-content":1}}\n'],
    [
      'not-utf8',
      'is not UTF-8',
      (stream) => Buffer.from(`${stream.record(1, { x: '"\u00ff"' })}\n`, 'latin1'),
    ],
  ];
  const cases = kinds.map(
    ([id, title, line]): Case => ({
      id: `input.${id}`,
      title: `A line that ${title} fails the sync: no later state is emitted, and no content of the line is shown.`,
      why: 'It may have been a record; the next state would cover it although it is lost.',
      reference: PIPE,
      needs: ['takes-records'],
      async run(_subject, tools) {
        const stream = tools.stream();
        const before = Buffer.from(lines(stream.record(0), stream.state({ n: 1 }, { id: 1 })));
        const after = Buffer.from(lines(stream.record(2), stream.state({ n: 2 }, { id: 2 })));
        const input = Buffer.concat([before, Buffer.from(line(stream)), after]);
        const end = await writeOnceAtWork(tools, stream, input);
        assertFailed(end);
        assert.ok(
          stateLines(end).every((state) => !state.includes('"n":2')),
          'a state was emitted after the lost line',
        );
        assert.ok(!(end.lines.join('\n') + end.stderr).includes('CANARY'), 'content of the line is shown');
      },
    }),
  );
  return [
    ...cases,
    {
      id: 'input.cut-last-line',
      title: 'An incomplete last line fails the sync.',
      why: 'The source or the platform was killed; the rest of its input is unknown.',
      reference: PIPE,
      needs: ['takes-records'],
      async run(_subject, tools) {
        const stream = tools.stream();
        const whole = lines(stream.record(0), stream.state({ n: 1 }, { id: 1 }));
        assertFailed(await writeOnceAtWork(tools, stream, whole + stream.record(1).slice(0, -20)));
      },
    },
  ];
}
