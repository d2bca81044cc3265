import { isObject } from '../json.ts';
import { choiceRules } from './spec-rules/choice.ts';
import { envelopeRules } from './spec-rules/envelope.ts';
import { patternRules } from './spec-rules/pattern.ts';
import { type Node, nodesOf, type Rule, type Violation } from './spec-rules/rule.ts';
import { secretRules } from './spec-rules/secret.ts';
import { shapeRules } from './spec-rules/shape.ts';
import { textRules } from './spec-rules/text.ts';
import { valueRules } from './spec-rules/value.ts';

export type { Violation } from './spec-rules/rule.ts';

const schemaRules = [
  ...shapeRules,
  ...choiceRules,
  ...textRules,
  ...valueRules,
  ...patternRules,
  ...secretRules,
];

/** Names of all rules. */
export const SPEC_RULES: readonly string[] = [...envelopeRules, ...schemaRules].map((rule) => rule.name);

/**
 * Returns the parts of a connector's specification that the platform's form cannot show, ignores or mishandles, or that its
 * acceptance tests reject. Empty if it is valid. `specification` is the value of `spec` in a SPEC message.
 *
 * @example
 * expect(checkSpec(definition.spec)).toEqual([]);
 */
export function checkSpec(specification: unknown): Violation[] {
  const envelope = isObject(specification) ? specification : {};
  const violations: Violation[] = [];
  const report = (rule: { name: string; reference: string }, path: string, found: unknown): void => {
    for (const message of [found].flat()) {
      if (typeof message === 'string')
        violations.push({ rule: rule.name, path, message, reference: rule.reference });
    }
  };
  for (const rule of envelopeRules) report(rule, '/', rule.check(envelope));
  const schema = envelope.connectionSpecification;
  for (const node of isObject(schema) ? nodesOf(schema) : []) {
    for (const rule of schemaRules) report(rule, node.path, judge(rule, node));
  }
  return violations;
}

/** Applies a rule. Rules rely on the shape that other rules require; if a rule throws because of it, that is the violation. */
function judge(rule: Rule, node: Node): ReturnType<Rule['check']> {
  try {
    return rule.check(node);
  } catch {
    return 'The schema is not well formed.';
  }
}
