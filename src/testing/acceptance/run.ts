import assert, { AssertionError } from 'node:assert/strict';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { storedConfigsOf } from '../stored-configs.ts';
import type { Probe, ProviderFault, Subject } from '../subject.ts';
import type { Case, CaseResult, Need } from './case.ts';
import { type MadeTools, makeTools } from './tools.ts';
import { UNSEEN } from './unseen.ts';

/** Options of a run of cases. */
export interface CaseOptions {
  /**
   * Folder that keeps the files of failed cases, in a folder named by the id. They contain the configuration with its secrets.
   */
  readonly keep?: string;
  /** Factor on the time limits of a case; 1 by default. Tests of a case that reaches its limit use a smaller one. */
  readonly limitFactor?: number;
  /**
   * The subject's command with an accelerated clock, for cases that wait only for the connector's timers
   * (`Case.isOnConnectorClock`), so that a wait of half a minute takes seconds.
   */
  readonly acceleratedCommand?: readonly string[] | undefined;
}

/**
 * Runs one case with its own provider and folder. Never rejects.
 *
 * @example
 * for (const each of acceptanceCases)
 *   test(each.title, async () => {
 *     const result = await runCase(each, acceptance());
 *     if (result.status === 'failed') throw result.error;
 *   });
 */
export async function runCase(each: Case, subject: Subject, options: CaseOptions = {}): Promise<CaseResult> {
  const started = performance.now();
  const took = () => ({ id: each.id, title: each.title, durationMs: performance.now() - started });
  const need = each.needs?.find((one) => !offers(subject, one));
  if (need !== undefined)
    return {
      ...took(),
      durationMs: 0,
      status: 'skipped',
      reason: `the subject does not offer ${need}`,
      need,
    };
  let close: MadeTools['close'] | undefined;
  let probe: Probe | undefined;
  const noticed: Noticed = { unseen: false, fault: 'none' };
  try {
    if (each.needs?.some((one) => RUNS_A_PROVIDER.has(one))) probe = await subject.provider?.();
    const command = (each.isOnConnectorClock && options.acceleratedCommand) || subject.command;
    const made = await makeTools({ ...subject, command }, probe && noticing(probe, noticed), {
      limitFactor: options.limitFactor,
      sharesRunsOf: subject,
      stored: storedConfigsOf(subject),
    });
    close = made.close;
    await each.run(subject, made.tools);
    made.assertSeen();
    assert.ok(
      noticed.fault === 'none' || probe!.requests() > 0,
      'the provider was made to fail and got no request, so nothing was tested',
    );
    return { ...took(), status: 'passed', ...(noticed.unseen && { unseen: true }) };
  } catch (thrown) {
    const keepAs = options.keep === undefined ? undefined : join(options.keep, each.id);
    const journal = (await close?.(keepAs)) ?? { runs: [] };
    close = undefined;
    const seen = thrown instanceof Error ? thrown.message : String(thrown);
    return { ...took(), status: 'failed', error: explain(each, seen), seen, journal };
  } finally {
    await close?.();
    await probe?.stop();
  }
}

const RUNS_A_PROVIDER: ReadonlySet<Need> = new Set(['provider', 'takes-records', 'working-config']);

interface Noticed {
  /** The case read the records of a live provider, which cannot be read. */
  unseen: boolean;
  /** The last fault that the case set. */
  fault: ProviderFault['kind'];
}

/** Wraps the probe to record what the case does with it. */
function noticing(probe: Probe, noticed: Noticed): Probe {
  return {
    ...probe,
    fault(fault) {
      noticed.fault = fault.kind;
      probe.fault(fault);
    },
    arrived() {
      const arrived = probe.arrived();
      if (arrived === UNSEEN) noticed.unseen = true;
      return arrived;
    },
  };
}

/**
 * Runs cases, slow ones first, at most `concurrency` at once (4 by default). Calls `onOutcome` as each one
 * ends; returns results in the order of the cases. Never rejects.
 *
 * @example
 * const failed = (await runSuite(acceptanceCases, subject)).filter(({ status }) => status === 'failed');
 */
export async function runSuite(
  cases: readonly Case[],
  subject: Subject,
  options: CaseOptions & {
    /** Cases that run at once; 4 by default. */
    readonly concurrency?: number;
    /** Called as each case ends. */
    readonly onOutcome?: (outcome: CaseResult) => void;
  } = {},
): Promise<CaseResult[]> {
  const outcomes = new Map<Case, CaseResult>();
  const queue = [...cases].sort((a, b) => Number(b.slow ?? false) - Number(a.slow ?? false));
  const worker = async (): Promise<void> => {
    for (let each = queue.shift(); each; each = queue.shift()) {
      const outcome = await runCase(each, subject, options);
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
      return subject.provider !== undefined && subject.live === undefined;
    case 'takes-records':
      return subject.provider !== undefined && subject.live !== 'no-records';
    case 'working-config':
      return subject.provider !== undefined;
    case 'discover':
      return subject.discovers !== false;
    case 'given-spec':
      return subject.expectedSpec !== undefined;
    case 'given-checks':
      return subject.checks !== undefined && subject.checks.length > 0;
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

/** Creates the error of a failed case, with its effect on a user. */
function explain(each: Case, seen: string): Error {
  return new AssertionError({
    message: `${each.id}: ${seen}\n  promise: ${each.title}\n  why: ${each.why}\n  source: ${each.reference}`,
  });
}
