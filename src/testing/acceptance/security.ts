import assert from 'node:assert/strict';
import type { Finished } from '../process.ts';
import { writeOnceAtWork } from './at-work.ts';
import { leakIn } from './canaries.ts';
import type { Case } from './case.ts';
import {
  assertEchoed,
  assertFailed,
  assertStatus,
  assertSucceeded,
  assertWrites,
  errorTraces,
} from './expect.ts';

/** A value that is in records only. Its encodings must not appear in a LOG, a TRACE or on stderr. */
const PATIENT = 'Canary Jane/Doe+1970 "x"';
const CANARIES = [PATIENT, 'CANARY-COLUMN'];
const RULE = 'airbyte-platform JsonSecretsProcessor.kt masks the API only; logs are left to the connector';

/** Secrets and records are never shown. Every run of every case searches for secrets; these cases provoke them. */
export const securityCases: readonly Case[] = [
  ...([400, 401, 500] as const).map(
    (status): Case => ({
      id: `secret.echo-check-${status}`,
      title: `check shows no secret if the provider repeats the request in a ${status}.`,
      why: 'The message of a check is shown to all users and logged.',
      reference: RULE,
      needs: ['provider'],
      async run(_subject, tools) {
        tools.probe.fault({ kind: 'status', status, echo: true, ...(status === 500 && { times: 1 }) });
        const end = await tools.check(undefined, { env: { LOG_LEVEL: 'TRACE' } });
        assertStatus(end, status === 500 ? 'SUCCEEDED' : 'FAILED');
      },
    }),
  ),
  ...([400, 401, 403, 503] as const).map(
    (status): Case => ({
      id: `secret.echo-write-${status}`,
      title: `write shows neither secrets nor records if the provider repeats the request in a ${status}.`,
      why: 'Support reads job logs, and log stores keep them.',
      reference: RULE,
      needs: ['provider'],
      async run(_subject, tools) {
        tools.probe.fault({ kind: 'status', status, echo: true, ...(status === 503 && { times: 2 }) });
        const stream = tools.stream();
        const columns = {
          'CANARY-COLUMN': JSON.stringify(PATIENT),
          patient: JSON.stringify({ name: PATIENT }),
        };
        const state = stream.state({ n: 1 }, { id: 1 });
        const input = [...[0, 1, 2].map((i) => stream.record(i, columns)), state];
        const end = await tools.write({ streams: [stream], input }, { env: { LOG_LEVEL: 'TRACE' } });
        if (status === 503) {
          assertSucceeded(end);
          assertEchoed(end, [state]);
        } else assertFailed(end, { type: 'config_error' });
        assertNoRecord(end);
      },
    }),
  ),
  {
    id: 'secret.broken-config',
    title: 'The error of an invalid configuration repeats none of its values.',
    why: 'A key in the wrong field is still a secret.',
    reference: RULE,
    needs: ['broken:schema'],
    async run(subject, tools) {
      // Secrets in the right field of a broken configuration are provoked by check.schema.
      const broken = subject.broken.filter(({ kind }) => kind === 'schema');
      const expected = broken.flatMap(({ expects = [] }) => expects).flat();
      for (const names of new Set(broken.map(({ config }) => Object.keys(config).sort().join('\n')))) {
        const swapped = Object.fromEntries(
          names.split('\n').map((name) => [name, { 'CANARY-COLUMN': PATIENT }]),
        );
        const end = await tools.check(swapped, { env: { LOG_LEVEL: 'TRACE' } });
        // Without the name of a setting, any failed check would pass.
        assertStatus(end, 'FAILED', [[...names.split('\n'), ...expected]]);
        assert.equal(
          leakIn(end.lines.join('\n'), CANARIES),
          undefined,
          'a value of the configuration is shown',
        );
      }
    },
  },
  {
    id: 'secret.records',
    title: 'No LOG or TRACE shows a record at any level, whether valid, rejected or unusual.',
    why: 'Records contain personal data.',
    reference: 'GDPR article 5; airbyte-platform job logs',
    needs: ['takes-records', 'invalid-records'],
    async run(subject, tools) {
      const stream = tools.stream();
      const [object] = subject.objects;
      const state = stream.state({ n: 1 }, { id: 1 });
      const columns = { 'CANARY-COLUMN': JSON.stringify(PATIENT), ['__proto__']: JSON.stringify(PATIENT) };
      const input = [
        ...[0, 1, 2, 3, 4].map((i) => stream.record(i, columns)),
        stream.with({ ...object.invalid!(5), 'CANARY-COLUMN': PATIENT }),
        stream.with({ ...object.invalid!(6), patient: [PATIENT] }),
        stream.with({ 'CANARY-COLUMN': PATIENT }),
        state,
      ];
      const end = await assertWrites(tools, { streams: [stream], input }, { env: { LOG_LEVEL: 'TRACE' } });
      assertEchoed(end, [state]);
      assertNoRecord(end);
    },
  },
  {
    id: 'secret.broken-lines',
    title: 'The error of a line that cannot be read does not quote it.',
    why: 'Parsers quote invalid input, and the line may contain personal data.',
    reference: 'JSON.parse quotes its input in V8',
    needs: ['working-config'],
    async run(_subject, tools) {
      const stream = tools.stream();
      for (const line of [`{"type":"RECORD" ${PATIENT}`, PATIENT, `{"type":"${PATIENT}"`]) {
        const end = await writeOnceAtWork(tools, stream, `${line}\n`, { env: { LOG_LEVEL: 'TRACE' } });
        assertFailed(end);
        assertNoRecord(end);
      }
    },
  },
  {
    id: 'secret.stack',
    title: 'The stack trace of an error contains frames only.',
    why: "A stack's first line repeats the text of an error of any library.",
    reference: 'airbyte-platform FailureHelper.kt',
    needs: ['working-config'],
    async run(_subject, tools) {
      const end = await writeOnceAtWork(tools, tools.stream(), `${PATIENT}\n`);
      assertFailed(end);
      const stack = errorTraces(end)[0]?.trace?.error?.stack_trace ?? '';
      assert.ok(stack.length < 100_000, 'the stack trace is cut by the platform');
      assert.ok(!stack.includes('CANARY') && !stack.includes('Canary'));
    },
  },
];

function assertNoRecord(end: Finished): void {
  const shown = end.lines.filter((line) => !line.startsWith('{"type":"STATE"')).join('\n');
  assert.equal(leakIn(shown, CANARIES), undefined, 'a record is shown on stdout');
  assert.equal(leakIn(end.stderr, CANARIES), undefined, 'a record is shown on stderr');
}
