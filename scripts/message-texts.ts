import type { Node } from 'oxc-parser';
import { walkSource } from './syntax-tree.ts';

export interface MessageText {
  /** The text, with `…` for each value and ` | ` between alternatives. */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

/**
 * Returns the texts with several words of a TypeScript source: literals, templates and their concatenations. Comments are
 * ignored.
 */
export function messageTexts(path: string, source: string): readonly MessageText[] {
  const found: MessageText[] = [];
  const used = new Set<Node>();
  walkSource(path, source, (node) => {
    if (used.has(node) || !isText(node)) return;
    const text = textOf(node, used);
    if (/\S \S/.test(text)) found.push({ text, line: source.slice(0, node.start).split('\n').length });
  });
  return found;
}

const isText = (node: Node): boolean =>
  (node.type === 'Literal' && typeof node.value === 'string') ||
  node.type === 'TemplateLiteral' ||
  (node.type === 'BinaryExpression' && node.operator === '+');

function textOf(node: Node, used: Set<Node>): string {
  used.add(node);
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral')
    return node.quasis
      .map(({ value }, at) => {
        const inner = node.expressions[at];
        return value.cooked + (inner ? textOf(inner, used) : '');
      })
      .join('');
  if (node.type === 'BinaryExpression' && node.operator === '+')
    return textOf(node.left, used) + textOf(node.right, used);
  if (node.type === 'ConditionalExpression')
    return `${textOf(node.consequent, used)} | ${textOf(node.alternate, used)}`;
  return '…';
}
