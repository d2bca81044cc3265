import type { Rule } from '../rule.ts';
import type { Node } from './node.ts';

/** Compiles the pattern like the form and the connector; undefined if it is invalid. */
export function compiled(pattern: unknown): RegExp | undefined {
  try {
    return typeof pattern === 'string' ? new RegExp(pattern) : undefined;
  } catch {
    return undefined;
  }
}

/** Splits a pattern at each `|` outside groups and classes. */
function alternatives(pattern: string): string[] {
  const parts = [''];
  let depth = 0;
  let inClass = false;
  for (const token of pattern.match(/\\.|[^\\]/gs) ?? []) {
    if (inClass) inClass = token !== ']';
    else if (token === '[') inClass = true;
    else if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    if (token === '|' && depth === 0 && !inClass) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return parts;
}

/** Syntax that is different or missing in one of JavaScript (form), Java (server) and Python (acceptance tests). */
const NOT_PORTABLE = /\(\?(?!:|=|!)|\(\?<|\\[pPkAzZQE]|\\u\{|[^\\][*+?}]\+/;

/** A repeated group with an unbounded repetition inside: its time can grow exponentially with the input. */
const NESTED_QUANTIFIER = /\([^()]*[^\\()][*+][)][*+{]/;

export const patternRules: readonly Rule<Node>[] = [
  {
    name: 'pattern-compiles',
    reference:
      'airbyte-webapp schemaToYup.ts: a pattern that is not valid in JavaScript replaces the form by an error page',
    check: ({ schema: { pattern } }) =>
      pattern !== undefined && !compiled(pattern) && 'The pattern does not compile.',
  },
  {
    name: 'pattern-portable',
    reference: 'airbyte-platform JsonSchemaValidator checks in Java, connector-acceptance-test in Python',
    check: ({ schema: { pattern } }) =>
      NOT_PORTABLE.test(pattern ?? '') &&
      'No flags, look-behind, named groups, unicode classes or possessive quantifiers.',
  },
  {
    name: 'pattern-linear',
    reference: 'with a nested quantifier a long input can block a check',
    check: ({ schema: { pattern } }) =>
      NESTED_QUANTIFIER.test(pattern ?? '') && 'A repeated group contains a repetition.',
  },
  {
    name: 'pattern-anchored',
    reference: 'airbyte-webapp schemaToYup.ts: patterns are not anchored implicitly',
    check: ({ schema: { pattern } }) =>
      compiled(pattern) !== undefined &&
      !alternatives(pattern ?? '').every((part) => part.startsWith('^') && /(?:^|[^\\])\$$/.test(part)) &&
      'Every alternative starts with ^ and ends with $.',
  },
  {
    name: 'pattern-descriptor',
    reference: 'airbyte-webapp getPatternDescriptor: without a descriptor the raw pattern is shown',
    check: ({ schema: { pattern, pattern_descriptor: words } }) =>
      (pattern === undefined) !== !words && 'A pattern and its pattern_descriptor go together.',
  },
  {
    name: 'pattern-optional',
    reference: 'airbyte-webapp schemaToYup.ts: a field that was filled in and cleared has the empty text',
    check: ({ schema: { pattern }, place, required }) =>
      place === 'property' &&
      !required &&
      compiled(pattern)?.test('') === false &&
      'The pattern of an optional field accepts the empty text.',
  },
  {
    name: 'pattern-type',
    reference: 'airbyte-webapp schemaToYup.ts: patterns are checked on texts only',
    check: ({ schema: { pattern, type } }) =>
      pattern !== undefined && type !== 'string' && 'Only a text has a pattern.',
  },
  {
    name: 'pattern-examples',
    reference: 'an example that the form rejects',
    check({ schema: { pattern, examples } }) {
      const expression = compiled(pattern);
      if (!expression || !Array.isArray(examples)) return;
      return (
        examples.some((each) => !expression.test(String(each))) && 'An example does not match the pattern.'
      );
    },
  },
];
