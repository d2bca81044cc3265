import { literalPattern } from '../../text/literal-pattern.ts';
import type { Case, CaseResult } from '../acceptance/case.ts';

export interface Selection {
  /** Ids or groups, separated by commas; `*` matches any text: `state,check.4*`. */
  readonly only?: string;
  readonly slow?: boolean;
}

/** Returns the cases to run, and the results of those that are skipped because they are slow. */
export function select(
  cases: readonly Case[],
  { only, slow = false }: Selection,
): { readonly chosen: readonly Case[]; readonly leftOut: readonly CaseResult[] } {
  const matching = only === undefined ? cases : cases.filter(({ id }) => matches(id, only));
  const isLeftOut = (each: Case): boolean => each.slow === true && !slow && only !== each.id;
  return {
    chosen: matching.filter((each) => !isLeftOut(each)),
    leftOut: matching.filter(isLeftOut).map(({ id, title }) => ({
      ...{ id, title, durationMs: 0 },
      status: 'skipped',
      reason: 'it waits half a minute and more: --slow includes it',
    })),
  };
}

function matches(id: string, patterns: string): boolean {
  return patterns.split(',').some((pattern) => {
    const text = pattern.trim();
    const words = text.split('*').map(literalPattern);
    return id.startsWith(`${text}.`) || new RegExp(`^${words.join('.*')}$`).test(id);
  });
}
