import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProviderFault } from '../subject.ts';
import type { Case, Tools } from './case.ts';
import { assertStatus, errorTraces } from './expect.ts';
import { specOf } from './spec.ts';

const MATRIX =
  'airbyte-platform ConnectorMessageProcessor.kt; bulk CDK CheckIntegrationTest; PyCDK standard tests test_check';

/** `check`: one CONNECTION_STATUS and exit code 0, whatever happens. */
export const checkCases: readonly Case[] = [
  {
    id: 'check.ok',
    title: 'A configuration that works is answered with SUCCEEDED, and nothing is left at the provider.',
    why: 'A check that writes puts rubbish into the data of a user who is only setting up.',
    reference: MATRIX,
    needs: ['provider'],
    async run(_subject, tools) {
      assertStatus(await tools.check(), 'SUCCEEDED');
      assert.ok(tools.probe.requests() > 0, 'the check asked the provider nothing');
      assert.deepEqual(tools.probe.arrived(), [], 'the check left something at the provider');
    },
  },
  {
    id: 'check.given',
    title: "Every configuration of the connector's test file is answered as the file says.",
    why: "The platform's own acceptance tests run exactly these.",
    reference: 'connector-acceptance-test test_check; airbyte-cdk DockerConnectorTestSuite',
    needs: ['given-checks'],
    async run(subject, tools) {
      for (const { title, config, status } of subject.checks ?? []) {
        const end = await tools.check(config);
        if (status === 'succeed') assertStatus(end, 'SUCCEEDED');
        else if (status === 'failed') assertStatus(end, 'FAILED');
        else assert.ok(errorTraces(end)[0]?.trace?.error?.message, `${title}: no TRACE with a message`);
      }
      // They may all be ones that fail: a program that fails whatever it is asked has checked none.
      await specOf(tools);
    },
  },
  {
    id: 'check.equals-form',
    title: '--config=file is the same as --config file.',
    why: 'Both forms stand in scripts.',
    reference: 'airbyte-protocol-docker.md',
    needs: ['working-config'],
    async run(_subject, tools) {
      const path = await tools.file('c.json', JSON.stringify(tools.config));
      assertStatus(await tools.run(['check', `--config=${path}`]), 'SUCCEEDED');
    },
  },
  {
    id: 'check.odd-file',
    title: 'A read-only configuration without a .json ending is read, from any working directory.',
    why: 'PyAirbyte hands over 0444 files with odd names; the platform starts in /config.',
    reference: 'PyAirbyte airbyte/_util/temp_files.py; ContainerCommandFactory.kt',
    needs: ['working-config'],
    async run(_subject, tools) {
      const path = await tools.file('tmp1é abc.txt', JSON.stringify(tools.config), 0o444);
      assertStatus(await tools.run(['check', '--config', path], { cwd: '/' }), 'SUCCEEDED');
    },
  },
  {
    id: 'check.relative-path',
    title: 'A relative path is read from the working directory.',
    why: 'The platform starts in the folder of the configuration.',
    reference: 'ContainerCommandFactory.kt',
    needs: ['working-config'],
    async run(_subject, tools) {
      await tools.file('relative.json', JSON.stringify(tools.config));
      assertStatus(await tools.run(['check', '--config', 'relative.json']), 'SUCCEEDED');
    },
  },
  ...unreadable(),
  {
    id: 'check.schema',
    title:
      'A configuration that breaks the specification is refused in a sentence that names the field as the form does.',
    why: 'API and PyAirbyte users bypass the form; an exception tells them nothing.',
    reference: 'airbyte-connector-sidecar; connector-acceptance-test test_check',
    needs: ['broken:schema'],
    async run(subject, tools) {
      for (const { kind, config, expects } of subject.broken)
        if (kind === 'schema') assertStatus(await tools.check(config), 'FAILED', expects);
    },
  },
  ...(['refused', 'unknown-host'] as const).map(
    (kind): Case => ({
      id: `check.${kind}`,
      title: `A provider that cannot be reached (${kind}) is a failed check within a minute.`,
      why: 'A user who mistyped the address waits for the answer.',
      reference: `${MATRIX}; connector-acceptance-test: 60 s`,
      needs: [`broken:${kind}`],
      slow: true,
      isOnConnectorClock: true,
      async run(subject, tools) {
        const { config, expects } = subject.broken.find((each) => each.kind === kind)!;
        assertStatus(await tools.check(config), 'FAILED', expects);
        await specOf(tools);
      },
    }),
  ),
  ...([401, 403, 404] as const).map(
    (status): Case => ({
      id: `check.${status}`,
      title: `HTTP ${status} is a failed check, in a sentence that says what to change.`,
      why: 'These never go away by waiting.',
      reference: MATRIX,
      needs: ['provider'],
      async run(_subject, tools) {
        tools.probe.fault({ kind: 'status', status });
        const checked = tools.check();
        assert.ok(await tools.endsWithin(checked, 10_000), 'a definite refusal was retried');
        assertStatus(await checked, 'FAILED');
        assert.deepEqual(tools.probe.arrived(), []);
      },
    }),
  ),
  {
    id: 'check.transient',
    title: 'A provider that is away for two requests does not fail the check.',
    why: 'A failed check before a sync is a config_error and stops all retries.',
    reference: 'airbyte-platform ConnectionManagerWorkflowImpl.kt, FailureHelper.checkFailure',
    needs: ['provider'],
    async run(_subject, tools) {
      await succeedsIn({ kind: 'status', status: 503, times: 2 }, tools);
    },
  },
  {
    id: 'check.rate-limit',
    title: 'A provider that asks for five seconds of patience gets them.',
    why: 'A failed check before a sync is a config_error and stops all retries.',
    reference: 'airbyte-platform ConnectionManagerWorkflowImpl.kt',
    needs: ['provider'],
    async run(_subject, tools) {
      const end = await succeedsIn({ kind: 'status', status: 429, times: 1, retryAfter: '5' }, tools);
      assert.ok(end.durationMs >= 5000, 'the provider was asked again before its Retry-After');
    },
  },
  {
    id: 'check.hanging',
    title: 'A provider that never answers is a failed check within a minute.',
    why: 'The platform waits nine minutes, a person does not.',
    reference: 'airbyte-connector-sidecar SIDECAR_FILE_TIMEOUT_MINUTES; connector-acceptance-test: 60 s',
    needs: ['provider'],
    slow: true,
    isOnConnectorClock: true,
    async run(_subject, tools) {
      tools.probe.fault({ kind: 'hang' });
      assertStatus(await tools.check(), 'FAILED');
    },
  },
];

async function succeedsIn(fault: ProviderFault, tools: Tools) {
  tools.probe.fault(fault);
  const end = await tools.check();
  assertStatus(end, 'SUCCEEDED');
  return end;
}

/** Files that hold no configuration. The message names the file. */
function unreadable(): Case[] {
  const made: readonly (readonly [string, string, (tools: Tools) => Promise<string>])[] = [
    ['missing-file', 'is not there', async ({ folder }) => join(folder, 'nothing-here.json')],
    [
      'directory',
      'is a folder',
      async ({ folder }) => {
        await mkdir(join(folder, 'folder.json'));
        return join(folder, 'folder.json');
      },
    ],
    ['bad-json', 'is not JSON', ({ file }) => file('bad.json', '{"CANARY-config": "CANARY-value"')],
    ['no-object', 'is JSON but no object', ({ file }) => file('list.json', '["CANARY-value"]')],
    ['empty-file', 'is empty', ({ file }) => file('empty.json', '')],
  ];
  return made.map(([id, title, make]) => ({
    id: `check.${id}`,
    title: `A configuration file that ${title} is a failed check that names the file and shows none of it.`,
    why: 'Without a CONNECTION_STATUS the platform shows "connector exited with 1".',
    reference: MATRIX,
    async run(_subject, tools) {
      const path = await make(tools);
      const end = await tools.run(['check', '--config', path]);
      assertStatus(end, 'FAILED', [path.split('/').at(-1)!]);
      assert.ok(!end.lines.join('\n').includes('CANARY'), 'the content of the file is shown');
    },
  }));
}
