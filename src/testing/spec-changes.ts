import type { JsonSchema } from '../define/specification.ts';
import { isObject } from '../json.ts';
import { type Rule, type Violation, violationsOf } from './rule.ts';
import { type Change, changesOf } from './spec-changes/change.ts';
import { limitRules } from './spec-changes/limit.ts';
import { structureRules } from './spec-changes/structure.ts';
import { valueRules } from './spec-changes/value.ts';

const schemaRules: readonly Rule<Change>[] = [...structureRules, ...valueRules, ...limitRules];

const modeRules: readonly Rule<Record<'before' | 'after', ComparedSpecification>>[] = [
  {
    name: 'sync-mode-removed',
    reference: 'airbyte-platform: connections keep the sync mode that they were saved with',
    check({ before, after }) {
      const { supported_destination_sync_modes: then = [] } = before;
      const { supported_destination_sync_modes: now = then } = after;
      return then.filter((mode) => !now.includes(mode)).map((mode) => `The sync mode ${mode} was removed.`);
    },
  },
];

/** Names of all rules. */
export const CHANGE_RULES: readonly string[] = [...schemaRules, ...modeRules].map(({ name }) => name);

/** The parts of a specification that are compared. */
export interface ComparedSpecification {
  readonly connectionSpecification: JsonSchema;
  /** Not compared if one of the two specifications lacks it. */
  readonly supported_destination_sync_modes?: readonly string[] | undefined;
}

/**
 * Returns the changes of a specification after which a stored configuration or connection may be invalid. A change that accepts
 * more than before is none of them, except of a pattern; nor is a changed default.
 *
 * @example
 * expect(changesThatBreak(specificationOfTheLastRelease, definition.spec)).toEqual([]);
 */
export function changesThatBreak(before: ComparedSpecification, after: ComparedSpecification): Violation[] {
  const [one, other] = [before.connectionSpecification, after.connectionSpecification];
  const changes = isObject(one) && isObject(other) ? changesOf(one, other) : [];
  return [
    ...violationsOf(modeRules, { before, after }, '/supported_destination_sync_modes'),
    ...changes.flatMap((change) => violationsOf(schemaRules, change, change.path)),
  ];
}
