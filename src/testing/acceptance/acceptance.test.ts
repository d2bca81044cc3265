import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Subject } from '../subject.ts';
import { acceptanceCases } from './all.ts';
import type { Case, Outcome } from './case.ts';
import { referenceProvider } from './reference-provider.ts';
import { runCase, runSuite } from './run.ts';

const KEY = 'Canary+Reference/1=&';
const connector = fileURLToPath(new URL('./reference-connector.ts', import.meta.url));

/** The reference connector with one promise broken, or none. */
function reference(fault: string): Subject {
  const data = (i: number) => ({ text: `text ${i}` });
  return {
    name: 'reference',
    command: ['/usr/bin/env', `REFERENCE_FAULT=${fault}`, process.execPath, connector],
    objects: [
      {
        name: 'row',
        modes: ['append', 'append_dedup', 'overwrite'],
        stream: 'rows',
        properties: { id: { type: 'string' }, text: { type: 'string' } },
        primaryKey: [['id']],
        record: (i) => ({ key: `row-${i}`, data: { id: `row-${i}`, ...data(i) } }),
        changed: (i) => ({ id: `row-${i}`, text: `another text ${i}` }),
        invalid: (i) => ({ id: `bad-${i}` }),
        withoutKey: data,
        openColumns: true,
        recordsPerRequest: 100,
      },
    ],
    provider: () => referenceProvider(KEY),
    offlineConfig: { url: 'http://127.0.0.1:1', key: KEY },
    secrets: [KEY],
    broken: [],
  };
}

async function run(id: string, fault: string): Promise<Outcome> {
  const found = acceptanceCases.find((each) => each.id === id);
  if (!found) throw new Error(`there is no case ${id}`);
  return runCase(found, reference(fault));
}

/** A broken promise, and a case that has to notice it. */
const PROOFS: readonly (readonly [fault: string, id: string])[] = [
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
  ['ignores-modes', 'dedup.second-sync'],
  ['first-wins', 'dedup.last-wins'],
  ['ignores-modes', 'overwrite.replaces'],
  ['replaces-early', 'overwrite.cut-short'],
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
];

describe('a case notices the fault it is for', () => {
  const ids = [...new Set(PROOFS.map(([, id]) => id))];
  test.concurrent.for(ids)('%s passes where nothing is broken', { timeout: 60_000 }, async (id) => {
    const outcome = await run(id, '');
    expect(outcome.status === 'failed' ? outcome.error.message : outcome.status).toBe('passed');
  });

  test.concurrent.for(PROOFS)('%s is noticed by %s', { timeout: 60_000 }, async ([fault, id]) => {
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

  test('skips line breaks, and nothing else, where a connector says that it replaces them', async () => {
    const subject = reference('');
    const [object] = subject.objects;
    const flat: Subject = { ...subject, objects: [{ ...object, lineBreaks: 'replaced' }] };
    const ids = ['value.line-breaks', 'value.words'];
    const cases = acceptanceCases.filter((each) => ids.includes(each.id));
    const outcomes = await runSuite(cases, flat);
    expect(outcomes.map(({ id, status }) => [id, status])).toEqual([
      ['value.line-breaks', 'skipped'],
      ['value.words', 'passed'],
    ]);
  });
});

describe('a connector whose values arrive as texts', () => {
  const subject = reference('');
  const asText: Subject = { ...subject, objects: [{ ...subject.objects[0], columnsAs: 'text' }] };
  const outcomeOf = (id: string) => runCase(acceptanceCases.find((each) => each.id === id)!, asText);

  test('is not asked for lists and objects, and is for digits', async () => {
    expect((await outcomeOf('value.containers')).status).toBe('skipped');
    // The reference connector sends numbers as numbers.
    expect((await outcomeOf('value.big-integers')).status).toBe('failed');
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
