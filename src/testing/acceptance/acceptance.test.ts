import { describe, expect, test } from 'vitest';
import { acceptanceCases } from './all.ts';
import type { Case, Outcome } from './case.ts';
import { reference } from './reference/subject.ts';
import { runCase, runSuite } from './run.ts';

async function run(id: string, fault: string): Promise<Outcome> {
  const found = acceptanceCases.find((each) => each.id === id);
  if (!found) throw new Error(`there is no case ${id}`);
  return runCase(found, reference(fault));
}

/** A broken promise, and a case that has to notice it. */
const PROOFS: readonly (readonly [fault: string, id: string])[] = [
  // It takes a minute, so it starts first.
  ['waits-for-more', 'state.while-open'],
  ['noise', 'spec.alone'],
  ['writes-to-stderr', 'spec.alone'],
  ['check-writes', 'check.ok'],
  ['check-answers-twice', 'check.ok'],
  ['check-exit-1', 'check.401'],
  ['no-retry', 'check.transient'],
  ['early-states', 'state.after-delivery'],
  ['last-state-only', 'state.order'],
  ['parses-states', 'state.text-big-integers'],
  ['parses-states', 'state.text-repeated-keys'],
  ['flushes-per-state', 'state.does-not-flush'],
  ['skips-bad-lines', 'input.not-json'],
  ['splits-on-more', 'input.crlf'],
  ['decodes-chunks', 'input.cut-characters'],
  ['drops-the-tail', 'job.no-states'],
  ['ignores-incomplete', 'job.end-generations-nothing'],
  ['wants-complete', 'job.end-custom-nothing'],
  ['ignores-namespaces', 'catalog.two-namespaces'],
  ['exit-0', 'failure.401'],
  ['no-trace', 'failure.401'],
  ['two-traces', 'failure.401'],
  ['no-emitted-at', 'failure.401'],
  ['wrong-failure-type', 'failure.401'],
  ['says-unearned-states', 'failure.earned-states-first'],
  ['no-retry', 'failure.transient'],
  ['waits-for-sockets', 'failure.sockets'],
  ['loses-rejects', 'reject.counts'],
  ['green-when-all-rejected', 'reject.all'],
  ['parses-records', 'value.big-integers'],
  ['random-keys', 'value.derived-keys'],
  ['exits-at-once', 'life.slow-reader'],
  ['lingers', 'life.ends-at-once'],
  ['shows-epipe', 'life.closed-stdout'],
  ['exit-143', 'life.sigterm-idle'],
  ['ignores-signals', 'life.sigterm-idle'],
  ['shows-answers', 'secret.echo-check-401'],
  ['shows-answers', 'secret.echo-write-401'],
  ['shows-records', 'secret.records'],
  ['changes-its-spec', 'spec.same-each-time'],
  ['changes-its-spec', 'spec.given'],
  ['demands-too-much', 'spec.accepts-its-config'],
  ['takes-any-command', 'cli.unknown-command'],
  ['takes-any-command', 'cli.no-command'],
  ['shows-files', 'check.bad-json'],
  ['wants-json-endings', 'check.odd-file'],
  ['wants-json-endings', 'catalog.odd-files'],
  ['hurries', 'check.rate-limit'],
  ['unstable-discover', 'discover.deterministic'],
  ['offers-twice', 'discover.unique'],
  ['offers-unknown-modes', 'discover.modes'],
  ['keys-without-columns', 'discover.schemas'],
  ['silent-discover', 'discover.refused'],
  ['early-global-states', 'state.global-barrier'],
  ['early-global-states', 'state.legacy-barrier'],
  ['counts-keys', 'state.duplicates'],
  ['drops-late-records', 'input.late-records'],
  ['takes-any-catalog', 'catalog.unknown-object'],
  ['takes-any-catalog', 'catalog.soft-delete'],
  ['takes-any-catalog', 'catalog.overwrite'],
  ['takes-any-catalog', 'catalog.files'],
  ['shows-files', 'catalog.file-not-json'],
  ['gives-up-on-resets', 'failure.reset'],
  ['reset-is-success', 'failure.reset-before'],
  ['hurries', 'failure.rate-limit'],
  ['reads-seconds-only', 'failure.rate-limit-date'],
  ['waits-for-hours', 'failure.long-wait'],
  ['repeats-answers', 'failure.sizes'],
  ['hoards', 'life.back-pressure'],
  ['says-all-on-sigterm', 'life.sigterm-mid-sync'],
  ['ignores-log-level', 'life.log-level'],
  ['fills-nulls', 'value.missing-is-not-null'],
  ['chokes-on-surrogates', 'value.lone-surrogate'],
  ['quotes-lines', 'secret.broken-lines'],
  ['shows-stacks', 'secret.stack'],
];

describe('a case notices the fault it is for', () => {
  const ids = [...new Set(PROOFS.map(([, id]) => id))];
  test.concurrent.for(ids)('%s passes where nothing is broken', { timeout: 100_000 }, async (id) => {
    const outcome = await run(id, '');
    expect(outcome.status === 'failed' ? outcome.error.message : outcome.status).toBe('passed');
  });

  test.concurrent.for(PROOFS)('%s is noticed by %s', { timeout: 100_000 }, async ([fault, id]) => {
    expect((await run(id, fault)).status).toBe('failed');
  });
});

describe('the list of cases', () => {
  test('has no id twice and says why of each', () => {
    const ids = acceptanceCases.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    for (const { id, title, why, reference: source } of acceptanceCases) {
      expect(id).toMatch(/^[a-z]+\.[a-z0-9-]+$/);
      expect([title, why, source].every((text) => text.length > 10)).toBe(true);
    }
  });

  test('skips a case that needs what the subject does not have, and says what', async () => {
    const outcome = await run('spec.shebang', '');
    expect(outcome).toMatchObject({ status: 'skipped', reason: 'the subject does not offer executable' });
  });
});

describe('runSuite', () => {
  const one = (id: string, more: Partial<Case> = {}): Case => ({
    id,
    title: `promise ${id}`,
    why: `why ${id}`,
    reference: `source ${id}`,
    run: async () => {},
    ...more,
  });

  test('starts the slow cases first and gives the outcomes in the order of the cases', async () => {
    const ended: string[] = [];
    const cases = [one('a'), one('b', { slow: true }), one('c', { needs: ['executable'] })];
    const outcomes = await runSuite(cases, reference(''), {
      concurrency: 1,
      onOutcome: ({ id }) => ended.push(id),
    });
    expect(ended).toEqual(['b', 'a', 'c']);
    expect(outcomes.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'a passed',
      'b passed',
      'c skipped',
    ]);
  });

  test('tells of a failure what was promised, why, and where it is written', async () => {
    const broken = one('a', {
      run: async () => {
        throw new Error('it is so');
      },
    });
    const [outcome] = await runSuite([broken], reference(''));
    expect(outcome?.status === 'failed' && outcome.error.message).toMatch(
      /a: it is so\s+promise: promise a\s+why: why a\s+source: source a/,
    );
  });
});
