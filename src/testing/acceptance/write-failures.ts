import assert from 'node:assert/strict';
import type { Case } from './case.ts';
import {
  assertArrivedOnce,
  assertEchoed,
  assertFailed,
  assertSays,
  assertWrites,
  stateLines,
  stateText,
} from './expect.ts';
import { range } from './stream.ts';

const FAILURES = 'airbyte-platform FailureHelper.kt, ReplicationTask.kt, ConnectionManagerWorkflowImpl.kt';

/** Syncs that cannot continue, and providers that fail for a time. */
export const failureCases: readonly Case[] = [
  ...([401, 403, 404] as const).map(
    (status): Case => ({
      id: `failure.${status}`,
      title: `HTTP ${status} ends the sync with one complete config_error.`,
      why: 'The platform does not retry a config_error and asks the user to act; other errors are retried for hours.',
      reference: FAILURES,
      needs: ['provider'],
      isOnConnectorClock: true,
      async run(_subject, tools) {
        tools.probe.fault({ kind: 'status', status });
        const stream = tools.stream();
        const end = await tools.write({
          streams: [stream],
          input: [stream.record(0), stream.state({}, { id: 1 })],
        });
        const { message } = assertFailed(end, { type: 'config_error' });
        assert.match(message!, /[.!?][)"]?$/, `the message is not a sentence: ${message}`);
        assert.ok(message!.length < 1000);
        assert.deepEqual(stateLines(end), [], 'a state was emitted for a record that did not arrive');
      },
    }),
  ),
  {
    id: 'failure.earned-states-first',
    title:
      'Before a failure all states with delivered records are emitted, no others, and the error comes last.',
    why: 'The next attempt continues after them; progress also allows more retries.',
    reference: `${FAILURES}; ProgressCheckerPredicates.kt`,
    needs: ['provider', 'records-per-request'],
    isOnConnectorClock: true,
    async run(subject, tools) {
      const stream = tools.stream();
      const perRequest = subject.objects[0].recordsPerRequest!;
      const step = Math.max(1, Math.floor(perRequest / 4));
      tools.probe.fault({ kind: 'status', status: 401, after: 2 });
      const fed = range(1, 33).map((n) => stream.state({ n }, { id: n }));
      const input = fed.flatMap((state, n) => [...stream.records(n * step, n * step + step), state]);
      const end = await tools.write({ streams: [stream], input });
      assertFailed(end, { type: 'config_error' });
      const there = new Set(tools.probe.arrived().map(({ key }) => key));
      const lost = stream.keys(0, fed.length * step).findIndex((key) => !there.has(key));
      const earned = Math.floor(lost / step);
      assert.ok(earned > 0, 'the case needs two deliveries that succeed');
      assert.deepEqual(stateLines(end).map(stateText), fed.slice(0, earned).map(stateText));
    },
  },
  {
    id: 'failure.error-beats-open-stdin',
    title: 'A sync that cannot continue ends while stdin is still open.',
    why: 'The platform would fill the pipe and wait.',
    reference: 'airbyte-platform DestinationTimeoutMonitor.kt',
    needs: ['provider', 'records-per-request'],
    async run(subject, tools) {
      tools.probe.fault({ kind: 'status', status: 401 });
      const stream = tools.stream();
      const running = await tools.startWrite({ streams: [stream] }, { timeoutMs: tools.limit(20_000) });
      await running.send(...stream.records(0, subject.objects[0].recordsPerRequest! * 2));
      assertFailed(await running.finished, { type: 'config_error' });
    },
  },
  {
    id: 'failure.unchecked-config',
    title:
      'write with a configuration that violates the specification fails with a config_error that names the field.',
    why: 'A user can save the form without a check; PyAirbyte never runs one.',
    reference: 'airbyte-webapp ConnectorCard.tsx; airbyte-platform FailureHelper.kt',
    needs: ['broken:schema'],
    async run(subject, tools) {
      for (const { kind, config, expects } of subject.broken) {
        if (kind !== 'schema') continue;
        const end = await tools.write({ streams: [tools.stream()], input: [], config });
        assertFailed(end, { type: 'config_error', says: expects });
      }
    },
  },
  {
    id: 'failure.config-file-missing',
    title: 'write without its configuration file fails with a message that names the file.',
    why: 'Without a TRACE the platform shows "exited with 1".',
    reference: FAILURES,
    async run(_subject, tools) {
      const catalog = await tools.file('catalog.json', '{"streams":[]}');
      const end = await tools.run([
        'write',
        '--config',
        `${tools.folder}/no-config.json`,
        '--catalog',
        catalog,
      ]);
      assertFailed(end, { type: 'config_error', says: ['no-config.json'] });
    },
  },
  {
    id: 'failure.sockets',
    title: 'write fails at once with a message if the platform uses sockets.',
    why: 'Without it the connector waits for input that never comes.',
    reference: 'airbyte-platform ArchitectureDecider.kt; airbytehq/airbyte issue 82013',
    async run(_subject, tools) {
      const env = {
        DATA_CHANNEL_MEDIUM: 'SOCKET',
        DATA_CHANNEL_FORMAT: 'JSONL',
        DATA_CHANNEL_SOCKET_PATHS: '/no.sock',
      };
      const running = await tools.startWrite({ streams: [tools.stream()] }, { env });
      assert.ok(await tools.endsWithin(running.finished, 5_000), 'it waits for input that never comes');
      const { message } = assertFailed(await running.finished);
      assertSays(message, ['socket']);
    },
  },
  {
    id: 'failure.stdio-is-normal',
    title: 'The environment that the platform sets for standard input has no effect.',
    why: 'It is set in every sync.',
    reference: 'airbyte-platform RuntimeEnvVarFactory.kt',
    needs: ['takes-records'],
    async run(_subject, tools) {
      const env = {
        DATA_CHANNEL_MEDIUM: 'STDIO',
        DATA_CHANNEL_FORMAT: 'JSONL',
        USE_STREAM_CAPABLE_STATE: 'true',
        DEPLOYMENT_MODE: 'OSS',
        WORKER_JOB_ID: '812',
        WORKER_JOB_ATTEMPT: '0',
        LOG_LEVEL: 'INFO',
        JAVA_OPTS: '-Xmx1g',
      };
      const stream = tools.stream();
      await assertWrites(tools, { streams: [stream], input: stream.records(0, 2) }, { env });
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 2));
    },
  },
  {
    id: 'failure.transient',
    title: 'A provider that fails two requests neither fails the sync nor loses records.',
    why: 'Every provider has short failures.',
    reference: 'bulk CDK toolkits/load-http RetryPolicyFactory',
    needs: ['provider'],
    async run(_subject, tools) {
      tools.probe.fault({ kind: 'status', status: 503, times: 2 });
      const stream = tools.stream();
      const state = stream.state({ n: 1 }, { id: 1 });
      const end = await assertWrites(tools, { streams: [stream], input: [...stream.records(0, 5), state] });
      assertEchoed(end, [state]);
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 5));
    },
  },
  {
    id: 'failure.rate-limit',
    title: 'write waits if the provider asks to wait for five seconds.',
    why: 'Providers reject a client that repeats a request too early for longer.',
    reference: 'RFC 9110 section 10.2.3',
    needs: ['provider'],
    async run(_subject, tools) {
      tools.probe.fault({ kind: 'status', status: 429, times: 1, retryAfter: '5' });
      const stream = tools.stream();
      const end = await assertWrites(tools, { streams: [stream], input: stream.records(0, 5) });
      // Longer than a process takes to start on a busy machine.
      assert.ok(end.durationMs >= 5000, 'a request was sent before the end of Retry-After');
      assertArrivedOnce(tools.probe.arrived(), stream.keys(0, 5));
    },
  },
];
