import { AssertionError } from 'node:assert';
import { performance } from 'node:perf_hooks';
import type { Subject } from '../subject.ts';
import type { Case, Need, Outcome } from './case.ts';
import { makeTools } from './tools.ts';

/** Runs one case with a provider and a folder of its own. Never rejects. */
export async function runCase(each: Case, subject: Subject): Promise<Outcome> {
  const started = performance.now();
  const outcome = { id: each.id, title: each.title };
  const took = (): number => performance.now() - started;
  const missing = each.needs?.find((need) => !offers(subject, need));
  if (missing !== undefined)
    return { ...outcome, durationMs: 0, status: 'skipped', reason: `the subject does not offer ${missing}` };
  let close: (() => Promise<void>) | undefined;
  let stop: (() => Promise<void>) | undefined;
  try {
    const probe = each.needs?.includes('provider') ? await subject.provider?.() : undefined;
    stop = () => probe?.stop() ?? Promise.resolve();
    const made = await makeTools(subject, probe);
    close = made.close;
    await each.run(subject, made.tools);
    return { ...outcome, durationMs: took(), status: 'passed' };
  } catch (thrown) {
    return { ...outcome, durationMs: took(), status: 'failed', error: explain(each, thrown) };
  } finally {
    await close?.();
    await stop?.();
  }
}

/**
 * Runs cases, the slow ones first, at most `concurrency` at once (4 by default). `onOutcome` is called as each one
 * ends; the outcomes come in the order of the cases.
 */
export async function runSuite(
  cases: readonly Case[],
  subject: Subject,
  options: { readonly concurrency?: number; readonly onOutcome?: (outcome: Outcome) => void } = {},
): Promise<Outcome[]> {
  const outcomes = new Map<Case, Outcome>();
  const queue = [...cases].sort((a, b) => Number(b.slow ?? false) - Number(a.slow ?? false));
  const worker = async (): Promise<void> => {
    for (let each = queue.shift(); each; each = queue.shift()) {
      const outcome = await runCase(each, subject);
      outcomes.set(each, outcome);
      options.onOutcome?.(outcome);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency ?? 4 }, worker));
  return cases.map((each) => outcomes.get(each)!);
}

function offers(subject: Subject, need: Need): boolean {
  const [object] = subject.objects;
  const [what, detail = ''] = need.split(':');
  switch (what) {
    case 'provider':
      return subject.provider !== undefined;
    case 'executable':
      return subject.executable !== undefined;
    case 'invalid-records':
      return object.invalid !== undefined;
    case 'derived-keys':
      return object.withoutKey !== undefined;
    case 'changed-records':
      return object.changed !== undefined;
    case 'deletions':
      return object.deletes === true;
    case 'open-columns':
      return object.openColumns === true;
    case 'typed-columns':
      return object.columnsAs === undefined;
    case 'line-breaks':
      return object.lineBreaks !== 'replaced';
    case 'records-per-request':
      return object.recordsPerRequest !== undefined;
    case 'mode':
      return object.modes.includes(detail);
    case 'not-mode':
      return !object.modes.includes(detail);
    default:
      return subject.broken.some(({ kind }) => kind === detail);
  }
}

/** The failure, with what it means for a user. */
function explain(each: Case, thrown: unknown): Error {
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  return new AssertionError({
    message: `${each.id}: ${what}\n  promise: ${each.title}\n  why: ${each.why}\n  source: ${each.reference}`,
  });
}
