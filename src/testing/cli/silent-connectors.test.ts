import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acceptanceCases } from '../acceptance/all.ts';
import type { CaseResult } from '../acceptance/case.ts';
import { runCase, runSuite } from '../acceptance/run.ts';
import { reference, connector as referenceConnector } from '../acceptance/testing/reference/subject.ts';
import { depth } from '../depth.ts';

const FAILURE_TRACE = JSON.stringify({
  type: 'TRACE',
  trace: {
    type: 'ERROR',
    emitted_at: Date.now(),
    error: { message: 'It fails.', internal_message: 'x', stack_trace: '', failure_type: 'config_error' },
  },
});
const LOG = '{"type":"LOG","log":{"level":"INFO","message":"hello"}}';
const FAILED = '{"type":"CONNECTION_STATUS","connectionStatus":{"status":"FAILED","message":"It fails."}}';

/** Programs that are no connectors, as shell scripts: each behaves the same for all commands. */
const PROGRAMS = {
  'ends with 0': 'exit 0',
  'ends with 1': 'exit 1',
  'reads its input and ends with 0': 'cat > /dev/null',
  'reads its input and ends with 1': 'cat > /dev/null; exit 1',
  'repeats its input': 'cat',
  'repeats the states of its input': `grep '"STATE"'; exit 0`,
  'prints text': 'echo hello',
  'prints bytes': "printf '\\377\\000{[\"'; exit 1",
  'prints JSON that is no message': `echo '{"a":1}'; echo '[]'; echo null`,
  'prints a LOG message': `echo '${LOG}'`,
  'prints a LOG message and ends with 1': `echo '${LOG}'; exit 1`,
  'prints a failed check': `echo '${FAILED}'`,
  'prints a TRACE ERROR and ends with 1': `echo '${FAILURE_TRACE}'; exit 1`,
  'shows its usage and ends with 1': 'echo "usage: --config --catalog" >&2; exit 1',
  'throws an error': 'echo "Error: no" >&2; exit 1',
  'dies by SIGKILL': 'kill -KILL $$',
  'dies by SIGTERM': 'kill -TERM $$',
};

const folder = mkdtempSync(join(tmpdir(), 'silent-connectors-'));
/** Many cases run at once, because a program that reads its input and writes nothing makes a case wait for half a minute. */
const run = (command: readonly string[]): Promise<CaseResult[]> =>
  runSuite(acceptanceCases, { ...reference(''), command }, { limitFactor: 0.1, concurrency: 24 });
const passed = (outcomes: readonly CaseResult[]): string[] =>
  outcomes.filter(({ status }) => status === 'passed').map(({ id }) => id);

const chosen = Object.entries(PROGRAMS).filter((_, index) => index % depth(9, 1) === 0);
test.each(chosen)('no case passes with a program that %s', { timeout: 300_000 }, async (_, script) => {
  const outcomes = await run(['/bin/sh', '-c', script, 'connector']);
  expect(passed(outcomes)).toEqual([]);
  expect(outcomes.filter(({ status }) => status === 'failed').length).toBeGreaterThan(140);
});

test('a connector that only implements spec passes cases of spec only', async () => {
  const file = join(folder, 'connector.sh');
  writeFileSync(
    file,
    `[ "$1" = spec ] && exec ${process.execPath} ${referenceConnector} spec\necho '${FAILURE_TRACE}'; exit 1`,
  );
  const outcomes = await run(['/bin/sh', file]);
  expect(passed(outcomes).filter((id) => !/^spec\.|^life\.closed-stdout-spec$/.test(id))).toEqual([]);
});

test('a case of any kind fails if no run of the connector wrote a message', async () => {
  const silent = { ...reference(''), command: ['/bin/true'] };
  const outcome = await runCase(
    {
      ...{ id: 'a.b', title: 'It runs.', why: 'w', reference: 'r' },
      run: async (_, tools) => void (await tools.run(['spec'])),
    },
    silent,
  );
  expect(outcome).toMatchObject({ status: 'failed', seen: expect.stringContaining('wrote no message') });
});

test('a case fails if the provider was made to fail and got no request', async () => {
  const outcome = await runCase(
    {
      ...{ id: 'a.b', title: 'It fails.', why: 'w', reference: 'r', needs: ['provider'] },
      async run(_, tools) {
        tools.probe.fault({ kind: 'status', status: 401 });
        await tools.run(['spec']);
      },
    },
    reference(''),
  );
  expect(outcome).toMatchObject({ status: 'failed', seen: expect.stringContaining('got no request') });
});
