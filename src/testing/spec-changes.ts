import type { JsonSchema } from '../define/specification.ts';
import { isObject } from '../json.ts';
import { type ChangeRule, changesOf } from './spec-changes/change.ts';
import { limitRules } from './spec-changes/limit.ts';
import { structureRules } from './spec-changes/structure.ts';
import { valueRules } from './spec-changes/value.ts';
import type { Violation } from './spec-rules/rule.ts';

const schemaRules: readonly ChangeRule[] = [...structureRules, ...valueRules, ...limitRules];

const SYNC_MODE = {
  rule: 'sync-mode-removed',
  path: '/supported_destination_sync_modes',
  reference: 'airbyte-platform: connections keep the sync mode that they were saved with',
};

/** Names of all rules. */
export const CHANGE_RULES: readonly string[] = [...schemaRules.map(({ name }) => name), SYNC_MODE.rule];

/** The parts of a specification that are compared. */
export interface ComparedSpecification {
  readonly connectionSpecification: JsonSchema;
  /** Not compared if one of the two specifications lacks it. */
  readonly supported_destination_sync_modes?: readonly string[] | undefined;
}

/**
 * Returns the changes of a specification after which a stored configuration or connection may be invalid. A change that accepts
 * more than before is none of them, nor is a changed default.
 *
 * @example
 * expect(changesThatBreak(specificationOfTheLastRelease, definition.spec)).toEqual([]);
 */
export function changesThatBreak(before: ComparedSpecification, after: ComparedSpecification): Violation[] {
  const { supported_destination_sync_modes: then = [] } = before;
  const { supported_destination_sync_modes: now = then } = after;
  const modes = then
    .filter((mode) => !now.includes(mode))
    .map((mode) => ({ ...SYNC_MODE, message: `The sync mode ${mode} was removed.` }));
  const [one, other] = [before.connectionSpecification, after.connectionSpecification];
  const changes = isObject(one) && isObject(other) ? changesOf(one, other) : [];
  const broken = changes.flatMap((change) =>
    schemaRules.flatMap(({ name: rule, reference, check }) =>
      [check(change)]
        .flat()
        .flatMap((message) =>
          typeof message === 'string' ? [{ rule, path: change.path, message, reference }] : [],
        ),
    ),
  );
  return [...modes, ...broken];
}
