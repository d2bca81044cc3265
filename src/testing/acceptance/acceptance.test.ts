import { describe, expect, test } from 'vitest';
import { depth } from '../depth.ts';
import type { SubjectObject } from '../subject.ts';
import { acceptanceCases } from './all.ts';
import type { Case, CaseResult } from './case.ts';
import { runCase, runSuite } from './run.ts';
import { NOT_PROVED, PROOFS } from './testing/reference/proofs.ts';
import { reference } from './testing/reference/subject.ts';

async function run(id: string, fault: string): Promise<CaseResult> {
  const found = acceptanceCases.find((each) => each.id === id);
  if (!found) throw new Error(`there is no case ${id}`);
  // A fault that makes a case wait for its limit is also detected after a tenth of the limit.
  return runCase(found, reference(fault), { limitFactor: fault === '' ? 1 : depth(0.1, 1) });
}

/** Every fifth element, or the whole list in the nightly run. */
const some = <T>(list: readonly T[]): readonly T[] => list.filter((_, index) => index % depth(5, 1) === 0);

describe('an acceptance case', () => {
  const pairs = Object.entries(PROOFS).flatMap(([fault, ids]) => ids.map((id) => [fault, id] as const));
  const proved = new Set(pairs.map(([, id]) => id));
  // A case may wait for a minute.
  const options = { timeout: 100_000 };

  test.concurrent.for(some([...proved]))(
    '%s passes with the reference connector without a fault',
    options,
    async (id) => {
      const outcome = await run(id, '');
      expect(outcome.status === 'failed' ? outcome.error.message : outcome.status).toBe('passed');
    },
  );

  test.concurrent.for(some(pairs))('with the fault %s is failed by %s', options, async ([fault, id]) => {
    expect((await run(id, fault)).status).toBe('failed');
  });

  test('has a fault that it detects, except those in NOT_PROVED', () => {
    const ids = acceptanceCases.map(({ id }) => id);
    expect(ids.filter((id) => !proved.has(id)).sort()).toEqual([...NOT_PROVED].sort());
  });
});

describe('the list of cases', () => {
  test('has unique ids and a reason for each case', () => {
    const ids = acceptanceCases.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    for (const { id, title, why, reference: source } of acceptanceCases) {
      expect(id).toMatch(/^[a-z]+\.[a-z0-9-]+$/);
      expect([title, why, source].every((text) => text.length > 10)).toBe(true);
    }
  });

  test('skips a case if the subject does not offer what it needs, and names it', async () => {
    const outcome = await run('spec.shebang', '');
    expect(outcome).toMatchObject({ status: 'skipped', reason: 'the subject does not offer executable' });
  });
});

describe('a connector that sends a changed configuration to the platform', () => {
  test.each([
    ['check', 'check.ok'],
    ['write', 'input.nothing'],
  ])('passes if %s sends it, although it has secrets', async (command, id) => {
    const outcome = await run(id, `updates-its-config-in-${command}`);
    expect(outcome.status === 'failed' ? outcome.error.message : outcome.status).toBe('passed');
  });
});

describe('a subject that describes changes of values', () => {
  const subject = reference('');
  const [object] = subject.objects;
  const outcomeOf = (id: string, more: Partial<SubjectObject>) =>
    runCase(acceptanceCases.find((each) => each.id === id)!, {
      ...subject,
      objects: [{ ...object, ...more }],
    });

  test('skips only the case of line breaks if it replaces them', async () => {
    expect((await outcomeOf('value.line-breaks', { lineBreaks: 'replaced' })).status).toBe('skipped');
    expect((await outcomeOf('value.words', { lineBreaks: 'replaced' })).status).toBe('passed');
  });

  test('with values as texts skips lists and objects, but not digits', async () => {
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

  test('starts slow cases first and returns results in the order of the cases', async () => {
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

  test('reports a failure with title, reason and reference of the case', async () => {
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
