import assert from 'node:assert/strict';
import { lines } from '../messages.ts';
import type { Case } from './case.ts';
import {
  assertArrivedOnce,
  assertEchoed,
  assertFailed,
  assertSucceeded,
  assertWrites,
  stateLines,
} from './expect.ts';

/** Catalogs that are not possible, and one that only seems so. */
export function catalogCases(): Case[] {
  const impossible = (
    id: string,
    title: string,
    needs: NonNullable<Case['needs']>,
    make: (object: string) => readonly [options: object, says: readonly string[]],
  ): Case => ({
    id: `catalog.${id}`,
    title: `${title} is a config_error that names the stream, before anything is delivered.`,
    why: 'The platform does not validate the catalog by default, and API users bypass the form.',
    reference: 'airbyte-platform ConnectionsHandler.kt; DestinationCatalogGenerator.kt',
    needs: ['takes-records', ...needs],
    async run(subject, tools) {
      const [options, says] = make(subject.objects[0].name);
      const stream = tools.stream({ name: 'odd_stream', ...options });
      const end = await tools.write({
        streams: [stream],
        input: [stream.record(0), stream.state({}, { id: 1 })],
      });
      const error = assertFailed(end, { type: 'config_error', says: ['odd_stream', ...says] });
      const named = error.stream_descriptor?.name;
      assert.ok(named === undefined || named === 'odd_stream', `the error is about ${named}`);
      assert.deepEqual(tools.probe.arrived(), []);
      assert.deepEqual(stateLines(end), []);
    },
  });
  return [
    impossible('unknown-object', 'An object that does not exist', ['discover'], (object) => [
      { more: { destination_object_name: 'no_such_object' } },
      ['no_such_object', object],
    ]),
    impossible('soft-delete', 'A sync mode that the object does not offer', ['not-mode:soft_delete'], () => [
      { mode: 'soft_delete' },
      ['soft_delete'],
    ]),
    impossible('append-dedup', 'append_dedup if it is not offered', ['not-mode:append_dedup'], () => [
      { mode: 'append_dedup' },
      ['append_dedup'],
    ]),
    impossible('overwrite', 'overwrite with records if it is not offered', ['not-mode:overwrite'], () => [
      { mode: 'overwrite' },
      ['overwrite'],
    ]),
    impossible('files', 'A stream with files', [], () => [{ more: { include_files: true } }, ['file']]),
    {
      id: 'catalog.odd-files',
      title: 'write accepts read-only files without a .json ending, with --config=file and --catalog=file.',
      why: 'PyAirbyte names its catalogs tmp….txt.',
      reference: 'PyAirbyte airbyte/_util/temp_files.py',
      needs: ['working-config'],
      async run(_subject, tools) {
        const config = await tools.file('tmp2é.txt', JSON.stringify(tools.config), 0o444);
        const stream = tools.stream();
        const path = await tools.file('tmp 3.txt', JSON.stringify({ streams: [stream.configured] }), 0o444);
        const state = stream.state({}, { id: 1 });
        const args = ['write', `--config=${config}`, `--catalog=${path}`];
        const end = await tools.run(args, { cwd: '/', stdin: lines(state) });
        assertSucceeded(end);
        assertEchoed(end, [state]);
      },
    },
    {
      id: 'catalog.two-namespaces',
      title: 'Two streams with the same name in two namespaces are distinct.',
      why: 'Records or counts of one would be attributed to the other.',
      reference:
        'DestinationAcceptanceTest testSyncWriteSameTableNameDifferentNamespace; bulk CDK testNamespaces',
      needs: ['takes-records'],
      async run(_subject, tools) {
        const streams = ['one', 'two', undefined].map((namespace) =>
          tools.stream({ name: 'same', ...(namespace && { namespace }) }),
        );
        const fed = streams.map((stream, n) => stream.state({ n }, { id: n + 1 }));
        const records = streams.flatMap((stream, n) => stream.records(n * 10, n * 10 + n + 1));
        const end = await assertWrites(tools, { streams, input: [...records, ...fed] });
        const counts = Object.fromEntries(
          end.messages
            .filter(({ type }) => type === 'STATE')
            .map(({ state }) => [state?.id, state?.destinationStats?.recordCount]),
        );
        assert.deepEqual(counts, { 1: 1, 2: 2, 3: 3 });
        assertArrivedOnce(
          tools.probe.arrived(),
          [0, 10, 11, 20, 21, 22].flatMap((i) => streams[0]!.keys(i, i + 1)),
        );
      },
    },
    ...(
      [
        ['missing', async ({ folder }) => `${folder}/no-catalog-here.json`],
        ['not-json', ({ file }) => file('no-catalog-here.json', '{"streams": CANARY')],
        ['not-a-catalog', ({ file }) => file('no-catalog-here.json', '{"CANARY": []}')],
      ] as readonly (readonly [string, (tools: Parameters<Case['run']>[1]) => Promise<string>])[]
    ).map(
      ([id, make]): Case => ({
        id: `catalog.file-${id}`,
        title: `A catalog file that is ${id.replaceAll('-', ' ')} fails the sync with a message about the catalog.`,
        why: 'Without a TRACE the platform shows "exited with 1".',
        reference: 'airbyte-platform ReplicationTask.kt',
        async run(_subject, tools) {
          const config = await tools.file('config.json', JSON.stringify(tools.config));
          const end = await tools.run(['write', '--config', config, '--catalog', await make(tools)]);
          assertFailed(end, { says: ['catalog'] });
          assert.ok(!end.lines.join('\n').includes('CANARY'), 'the content of the file is shown');
        },
      }),
    ),
  ];
}
