import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { runConnector } from '../process.ts';
import { checkSpec } from '../spec-rules.ts';
import type { Case, Tools } from './case.ts';
import { assertSucceeded, ofType } from './expect.ts';

/** `spec` and the command line. */
export const specCases: readonly Case[] = [
  {
    id: 'spec.alone',
    title: 'spec writes one SPEC and no CONTROL, without arguments, configuration or environment.',
    why: 'The platform reads the form from an image before anything is configured.',
    reference:
      'airbyte-platform ContainerCommandFactory.kt; bulk CDK SpecTest; airbyte-cdk test_docker_image_build_and_spec',
    async run(_subject, tools) {
      const end = await tools.run(['spec'], { env: { HOME: '/nonexistent' } });
      assertSucceeded(end);
      assert.equal(ofType(end, 'SPEC').length, 1, 'not exactly one SPEC');
    },
  },
  {
    id: 'spec.rules',
    title: 'The specification meets every rule of the form and of the acceptance tests.',
    why: 'The form shows an error page, hides a field or stores a secret in clear.',
    reference: 'connector-acceptance-test TestSpec; airbyte-webapp ConnectorForm',
    async run(_subject, tools) {
      const violations = checkSpec(await specOf(tools));
      assert.deepEqual(violations.slice(0, 5), [], `${violations.length} rules are broken`);
    },
  },
  {
    id: 'spec.given',
    title: "The specification equals the author's file.",
    why: 'A form that changes by accident breaks saved configurations.',
    reference: 'connector-acceptance-test test_match_expected; bulk CDK SpecTest',
    needs: ['given-spec'],
    async run(subject, tools) {
      assert.deepEqual(await specOf(tools), subject.expectedSpec, 'the specification differs');
    },
  },
  {
    id: 'spec.accepts-its-config',
    title: 'A valid configuration fits the specification.',
    why: 'The platform validates the saved configuration before every job.',
    reference: 'connector-acceptance-test test_config_match_spec',
    async run(_subject, tools) {
      const { connectionSpecification } = await specOf(tools);
      const validate = new Ajv({ strict: false }).compile(connectionSpecification);
      assert.ok(validate(tools.config), new Ajv().errorsText(validate.errors));
    },
  },
  {
    id: 'spec.same-each-time',
    title: 'spec writes the same SPEC each time, among the first messages and below the size limit.',
    why: 'The platform reads the protocol version from the first ten messages and 2 MiB.',
    reference: 'airbyte-platform VersionedAirbyteStreamFactory.kt',
    async run(_subject, tools) {
      const [first, second] = await Promise.all([tools.run(['spec']), tools.run(['spec'], { cwd: '/' })]);
      const lines = [first, second].map((end) => end.lines.find((line) => line.includes('"SPEC"')));
      assert.ok(lines[0], 'there is no SPEC');
      assert.equal(lines[0], lines[1], 'two runs give two specifications');
      assert.ok(
        first.messages.findIndex(({ type }) => type === 'SPEC') < 10,
        'SPEC is not among the first ten',
      );
      assert.ok(lines[0].length < 2_000_000, 'SPEC is larger than the read-ahead');
    },
  },
  {
    id: 'spec.shebang',
    title: 'The executable file runs from any folder.',
    why: 'PyAirbyte and the image execute the file directly.',
    reference: 'PyAirbyte airbyte/_executors/local.py; airbyte-protocol-docker.md',
    needs: ['executable'],
    async run(subject, tools) {
      const end = await runConnector([subject.executable!], ['spec'], { cwd: tools.folder });
      assertSucceeded(end);
      assert.equal(ofType(end, 'SPEC').length, 1);
    },
  },
  ...(
    [
      ['unknown-command', 'An unknown command', ['read']],
      ['no-command', 'No command at all', []],
      ['check-without-config', 'check without --config', ['check']],
      ['write-without-catalog', 'write without --catalog', ['write', '--config', 'c.json']],
    ] as const
  ).map(
    ([id, title, args]): Case => ({
      id: `cli.${id}`,
      title: `${title} fails with the usage of the connector on stderr.`,
      why: 'A user who mistypes a command needs the list of commands; a success would hide the mistake.',
      reference: 'airbyte-protocol-docker.md; PyCDK destination.py',
      async run(_subject, tools) {
        const end = await tools.run(args);
        assert.notEqual(end.exitCode, 0, 'it succeeded');
        assert.equal(end.signal, null);
        assert.match(end.stderr, /usage|--config|--catalog/i, 'stderr does not show the usage');
        assert.doesNotMatch(end.stderr, /\n\s+at .*:\d+:\d+/, 'a stack trace is shown');
        // A program that always shows its usage would pass too, so spec must work.
        await specOf(tools);
      },
    }),
  ),
];

/** Returns the output of `spec`. @throws AssertionError if there is no SPEC. */
export async function specOf(tools: Tools) {
  const spec = ofType(await tools.run(['spec']), 'SPEC')[0]?.spec;
  assert.ok(spec, 'there is no SPEC');
  return spec;
}
