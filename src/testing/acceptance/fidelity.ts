import assert from 'node:assert/strict';
import { containsMember, parseJsonText } from '../json-text.ts';
import type { Case, Tools } from './case.ts';
import { assertArrivedOnce, assertEchoed, assertWrites, sumOf } from './expect.ts';

/** Values arrive as the source wrote them. */
export const fidelityCases: readonly Case[] = [
  ...values(),
  {
    id: 'value.platform-columns',
    title: 'Columns that the platform and CDC sources add are not delivered.',
    why: 'They would appear as data at the provider.',
    reference:
      'PyAirbyte airbyte/caches: _airbyte_raw_id, _airbyte_extracted_at, _airbyte_meta; CDC sources: _ab_cdc_*',
    needs: ['provider', 'open-columns'],
    async run(_subject, tools) {
      const text = await arrivesAs(tools, {
        _airbyte_raw_id: '"canary-a"',
        _airbyte_extracted_at: '"canary-b"',
        _airbyte_meta: '{"canary-c":1}',
        _ab_cdc_lsn: '"canary-d"',
        _ab_cdc_deleted_at: 'null',
        kept: '"canary-kept"',
      });
      assert.ok(text.includes('canary-kept'), 'a column of the source is missing');
      assert.doesNotMatch(text, /canary-[a-d]|_ab_cdc|_airbyte_/);
    },
  },
  {
    id: 'value.odd-stream-names',
    title: 'Streams may have any name.',
    why: 'Sources name them after tables, files and sheets.',
    reference: 'bulk CDK testFunkyCharacters; PyAirbyte smoke tests table_naming_edge_cases',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const names = [
        'camelCase',
        'CAPS',
        'é and ü',
        '+1',
        '1digit',
        'groups',
        '__proto__',
        'a.b',
        'x'.repeat(200),
        ' ',
      ];
      const streams = names.map((name) => tools.stream({ name, namespace: '_spøcial' }));
      const fed = streams.map((stream, n) => stream.state({ n }, { id: n + 1 }));
      const input = streams.flatMap((stream, n) => [stream.record(n), fed[n]!]);
      const end = await assertWrites(tools, { streams, input });
      assert.equal(sumOf(end), names.length);
      assertArrivedOnce(tools.probe.arrived(), streams[0]!.keys(0, names.length));
    },
  },
  {
    id: 'value.odd-column-names',
    title: 'Columns may have any name.',
    why: 'Spreadsheets have headings, not identifiers.',
    reference: 'PyAirbyte smoke tests column_naming_edge_cases; bulk CDK testFunkyCharacters',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const names = [
        'with.dots',
        'with space',
        'order',
        'constructor',
        '__proto__',
        'é',
        '1',
        '',
        'a/b',
        '$ref',
        'x'.repeat(300),
      ];
      const stream = tools.stream();
      const columns = Object.fromEntries(
        names.filter((name) => name !== '__proto__').map((name) => [name, '"v"']),
      );
      const line = stream.record(0, columns).replace('"with.dots"', '"__proto__":"v","with.dots"');
      const state = stream.state({ n: 1 }, { id: 1 });
      const end = await assertWrites(tools, { streams: [stream], input: [line, state] });
      assertEchoed(end, [state]);
      assert.equal(sumOf(end), 1);
    },
  },
  {
    id: 'value.undeclared-columns',
    title: 'Undeclared columns, and schemas of any form, do not fail the sync.',
    why: 'Sources add columns between two refreshes of the schema.',
    reference:
      'DestinationAcceptanceTest testSyncNotFailsWithNewFields; bulk CDK testUnknownTypes, testNoColumns',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const schemas = [
        { type: 'object', properties: {} },
        {},
        {
          type: 'object',
          properties: { a: { type: 'potato' }, b: { oneOf: [{ type: 'string' }] }, c: true },
        },
        { type: ['null', 'object'], properties: { a: { type: ['null', 'string'], airbyte_type: 'x' } } },
      ];
      const streams = schemas.map((json_schema, i) => {
        const name = `schema_${i}`;
        return tools.stream({ name, more: { stream: { name, json_schema } } });
      });
      const input = streams.map((stream, i) => stream.record(i, { undeclared: '{"a":[1]}' }));
      await assertWrites(tools, { streams, input });
      assertArrivedOnce(tools.probe.arrived(), tools.stream().keys(0, schemas.length));
    },
  },
  {
    id: 'value.derived-keys',
    title: 'A record without a key gets the same derived key in every sync, different from other records.',
    why: 'A repeated sync must not duplicate the data.',
    reference: 'airbyte-protocol.md: at least once; RFC 9562 section 5.5',
    needs: ['provider', 'derived-keys'],
    async run(subject, tools) {
      const stream = tools.stream();
      const input = [0, 1, 2, 3].map((i) => stream.with(subject.objects[0].withoutKey!(i)));
      await assertWrites(tools, { streams: [stream], input });
      const first = new Set(tools.probe.arrived().map(({ key }) => key));
      assert.equal(first.size, 4, 'two records share a key, or one is missing');
      await assertWrites(tools, { streams: [stream], input: input.slice(2) });
      const second = new Set(tools.probe.arrived().map(({ key }) => key));
      assert.equal(second.size, 4, 'the same record got another key in another sync');
    },
  },
];

function values(): Case[] {
  type Row = readonly [id: string, title: string, texts: readonly string[], more?: Case['needs']];
  const each: readonly Row[] = [
    [
      'big-integers',
      'Integers beyond 2^53 keep their digits',
      ['9007199254740993', '-9223372036854775808', '123456789012345678901234567890'],
    ],
    [
      'decimals',
      'Decimals keep their digits',
      ['1.10', '0.1000000000000000055511151231257827', '12345678901234.123456789'],
    ],
    ['scientific', 'Scientific notation keeps its value', ['7E+3', '1e39', '-2e39', '5e-324']],
    [
      'line-breaks',
      'Line breaks of any kind stay inside their text',
      ['"a\\nb\\r\\nc\\u2028d"', '"e\u2028f\u2029g\u0085h"', '"\\n"'],
      ['line-breaks'],
    ],
    [
      'unicode',
      'Characters of any script stay',
      ['"é😀漢字 ‏שלום"', '"\\u00e9\\ud83d\\ude00"', '"\\u0000\\u0007"'],
    ],
    [
      'quotes',
      'Characters with a meaning elsewhere stay',
      ['"a\\"b\\\\c/d,e;f\\tg"', '"=1+1"', '"<script>&amp;"', '"%2F..%2f"'],
    ],
    [
      'containers',
      'Objects and lists keep their form, empty ones too',
      ['{}', '[]', '{"a":{"b":[{"c":null}]}}', '[[],[[1]],{}]'],
      ['typed-columns'],
    ],
    ['words', 'false, 0 and empty text are values', ['false', '0', '""', '-1']],
    [
      'long',
      'A long text arrives completely',
      [JSON.stringify('0123456789'.repeat(20_000))],
      ['typed-columns'],
    ],
  ];
  return each.map(([id, title, texts, more = []]) => ({
    id: `value.${id}`,
    title: `${title}, from stdin to the provider.`,
    why: 'A changed digit is usually not noticed before it causes damage.',
    reference:
      'bulk CDK testBasicTypes, testContainerTypes; airbytehq/airbyte issues 12057, 9590, 28303; DestinationAcceptanceTest testLineBreakCharacters',
    needs: ['provider', 'open-columns', ...more],
    async run(subject, tools) {
      const { columnsAs } = subject.objects[0];
      const columns = Object.fromEntries(texts.map((text, i) => [`column_${i}`, text]));
      const arrived = parseJsonText(await arrivesAs(tools, columns));
      for (const [name, text] of Object.entries(columns)) {
        const isThere = containsMember(arrived, name, text, columnsAs);
        assert.ok(isThere, `${text.slice(0, 60)} was changed`);
      }
    },
  }));
}

/** Returns the text of a record with these columns as the provider received it. */
async function arrivesAs(tools: Tools, columns: Readonly<Record<string, string>>): Promise<string> {
  const stream = tools.stream();
  await assertWrites(tools, { streams: [stream], input: [stream.record(0, columns)] });
  assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 1));
  return tools.probe.arrived()[0]!.text;
}
