import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProviderFault } from '../subject.ts';
import type { Case, Tools } from './case.ts';
import { assertStatus, errorTraces } from './expect.ts';
import { specOf } from './spec.ts';

const MATRIX =
  'airbyte-platform ConnectorMessageProcessor.kt; bulk CDK CheckIntegrationTest; PyCDK standard tests test_check';

/** `check`: one CONNECTION_STATUS and exit code 0, for any result. */
export const checkCases: readonly Case[] = [
  {
    id: 'check.ok',
    title: 'A valid configuration gets SUCCEEDED, and nothing is left at the provider.',
    why: 'A check that writes adds test data to the data of a user who is only setting up.',
    reference: MATRIX,
    needs: ['provider'],
    async run(_subject, tools) {
      assertStatus(await tools.check(), 'SUCCEEDED');
      assert.ok(tools.probe.requests() > 0, 'the check sent no request to the provider');
      assert.deepEqual(tools.probe.arrived(), [], 'the check left something at the provider');
    },
  },
  {
    id: 'check.given',
    title: "Every configuration of the connector's test file gets the result that the file states.",
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
      // All of them may be expected to fail, which a program that always fails would pass; so it must also run spec.
      await specOf(tools);
    },
  },
  {
    id: 'check.equals-form',
    title: '--config=file is the same as --config file.',
    why: 'Scripts use both forms.',
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
    why: 'PyAirbyte passes 0444 files with unusual names; the platform starts in /config.',
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
      'A configuration that violates the specification fails with a message that names the field by its title in the form.',
    why: 'API and PyAirbyte users bypass the form, and an exception does not explain the mistake.',
    reference: 'airbyte-connector-sidecar; connector-acceptance-test test_check',
    needs: ['broken:schema'],
    async run(subject, tools) {
      // Logs everything: the output of each run is searched for the secrets that the configurations contain.
      const env = { LOG_LEVEL: 'TRACE' };
      for (const { kind, config, expects } of subject.broken)
        if (kind === 'schema') assertStatus(await tools.check(config, { env }), 'FAILED', expects);
    },
  },
  ...(['closed-port', 'unknown-host'] as const).map(
    (kind): Case => ({
      id: `check.${kind}`,
      title: `check fails within a minute if the provider cannot be reached (${kind}).`,
      why: 'A user who mistyped the address waits for the result.',
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
      title: `check fails after HTTP ${status} with a message that states what to change.`,
      why: 'These errors do not disappear by waiting.',
      reference: MATRIX,
      needs: ['provider'],
      async run(_subject, tools) {
        tools.probe.fault({ kind: 'status', status });
        const checked = tools.check();
        assert.ok(await tools.endsWithin(checked, 10_000), 'a definite rejection was retried');
        assertStatus(await checked, 'FAILED');
        assert.deepEqual(tools.probe.arrived(), []);
      },
    }),
  ),
  {
    id: 'check.transient',
    title: 'A provider that fails two requests does not fail the check.',
    why: 'A failed check before a sync is a config_error and stops all retries.',
    reference: 'airbyte-platform ConnectionManagerWorkflowImpl.kt, FailureHelper.checkFailure',
    needs: ['provider'],
    async run(_subject, tools) {
      await succeedsIn({ kind: 'status', status: 503, times: 2 }, tools);
    },
  },
  {
    id: 'check.rate-limit',
    title: 'check waits if the provider asks to wait for five seconds.',
    why: 'A failed check before a sync is a config_error and stops all retries.',
    reference: 'airbyte-platform ConnectionManagerWorkflowImpl.kt',
    needs: ['provider'],
    async run(_subject, tools) {
      const end = await succeedsIn({ kind: 'status', status: 429, times: 1, retryAfter: '5' }, tools);
      assert.ok(end.durationMs >= 5000, 'a request was sent before the end of Retry-After');
    },
  },
  {
    id: 'check.hanging',
    title: 'check fails within a minute if the provider never responds.',
    why: 'The platform waits for nine minutes, but a user does not.',
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

/** Files without a valid configuration. The message names the file. */
function unreadable(): Case[] {
  const made: readonly (readonly [string, string, (tools: Tools) => Promise<string>])[] = [
    ['missing-file', 'does not exist', async ({ folder }) => join(folder, 'nothing-here.json')],
    [
      'directory',
      'is a folder',
      async ({ folder }) => {
        await mkdir(join(folder, 'folder.json'));
        return join(folder, 'folder.json');
      },
    ],
    ['bad-json', 'is not JSON', ({ file }) => file('bad.json', '{"CANARY-config": "CANARY-value"')],
    ['no-object', 'is JSON but not an object', ({ file }) => file('list.json', '["CANARY-value"]')],
    ['empty-file', 'is empty', ({ file }) => file('empty.json', '')],
  ];
  return made.map(([id, title, make]) => ({
    id: `check.${id}`,
    title: `A configuration file that ${title} fails the check with a message that names the file and does not quote it.`,
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
