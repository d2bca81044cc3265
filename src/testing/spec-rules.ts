import { isObject } from '../json.ts';
import { type Rule, type Violation, violationsOf } from './rule.ts';
import { choiceRules } from './spec-rules/choice.ts';
import { envelopeRules } from './spec-rules/envelope.ts';
import { type Node, nodesOf } from './spec-rules/node.ts';
import { patternRules } from './spec-rules/pattern.ts';
import { secretRules } from './spec-rules/secret.ts';
import { shapeRules } from './spec-rules/shape.ts';
import { textRules } from './spec-rules/text.ts';
import { valueRules } from './spec-rules/value.ts';

export type { Violation } from './rule.ts';

const schemaRules = [
  ...shapeRules,
  ...choiceRules,
  ...textRules,
  ...valueRules,
  ...patternRules,
  ...secretRules,
].map(tolerant);

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
  const schema = envelope.connectionSpecification;
  return [
    ...violationsOf(envelopeRules, envelope, '/'),
    ...(isObject(schema) ? nodesOf(schema) : []).flatMap((node) =>
      violationsOf(schemaRules, node, node.path),
    ),
  ];
}

/** Rules rely on the shape that other rules require; if a rule throws because of it, that is the violation. */
function tolerant(rule: Rule<Node>): Rule<Node> {
  return {
    ...rule,
    check(node) {
      try {
        return rule.check(node);
      } catch {
        return 'The schema is not well formed.';
      }
    },
  };
}
