import { describe, expect, test } from 'vitest';
import { depth } from '../depth.ts';
import type { SubjectObject } from '../subject.ts';
import { acceptanceCases } from './all.ts';
import type { Case, CaseResult } from './case.ts';
import { NOT_PROVED, PROOFS } from './reference/proofs.ts';
import { reference } from './reference/subject.ts';
import { runCase, runSuite } from './run.ts';

async function run(id: string, fault: string): Promise<CaseResult> {
  const found = acceptanceCases.find((each) => each.id === id);
  if (!found) throw new Error(`there is no case ${id}`);
  // A fault that makes a case wait for its limit is noticed after a tenth of it just as well.
  return runCase(found, reference(fault), { limitFactor: fault === '' ? 1 : depth(0.1, 1) });
}

/** Every third of a list, and all of it at night. */
const some = <T>(list: readonly T[]): readonly T[] => list.filter((_, index) => index % depth(3, 1) === 0);

describe('a case notices the fault it is for', () => {
  const pairs = Object.entries(PROOFS).flatMap(([fault, ids]) => ids.map((id) => [fault, id] as const));
  const proved = new Set(pairs.map(([, id]) => id));
  // A case may wait for a minute.
  const options = { timeout: 100_000 };

  test.concurrent.for(some([...proved]))('%s passes where nothing is broken', options, async (id) => {
    const outcome = await run(id, '');
    expect(outcome.status === 'failed' ? outcome.error.message : outcome.status).toBe('passed');
  });

  test.concurrent.for(some(pairs))('%s is noticed by %s', options, async ([fault, id]) => {
    expect((await run(id, fault)).status).toBe('failed');
  });

  test('and every case has one, but for those that are listed', () => {
    const ids = acceptanceCases.map(({ id }) => id);
    expect(ids.filter((id) => !proved.has(id)).sort()).toEqual([...NOT_PROVED].sort());
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

describe('a connector that says what values become', () => {
  const subject = reference('');
  const [object] = subject.objects;
  const outcomeOf = (id: string, more: Partial<SubjectObject>) =>
    runCase(acceptanceCases.find((each) => each.id === id)!, {
      ...subject,
      objects: [{ ...object, ...more }],
    });

  test('line breaks, and nothing else, are skipped where it says that it replaces them', async () => {
    expect((await outcomeOf('value.line-breaks', { lineBreaks: 'replaced' })).status).toBe('skipped');
    expect((await outcomeOf('value.words', { lineBreaks: 'replaced' })).status).toBe('passed');
  });

  test('where values arrive as texts it is not asked for lists and objects, and is for digits', async () => {
    expect((await outcomeOf('value.containers', { columnsAs: 'text' })).status).toBe('skipped');
    // The reference connector sends numbers as numbers.
    expect((await outcomeOf('value.big-integers', { columnsAs: 'text' })).status).toBe('failed');
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
