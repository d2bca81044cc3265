import { type Node, parseSync } from 'oxc-parser';

/** Calls `visit` with every node of a TypeScript source, parents first, and with its ancestors from the root on. */
export function walkSource(
  path: string,
  source: string,
  visit: (node: Node, ancestors: readonly Node[]) => void,
): void {
  const { program, errors } = parseSync(path, source, { preserveParens: false });
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]!.message}`);
  const ancestors: Node[] = [];
  const walk = (node: Node): void => {
    visit(node, ancestors);
    ancestors.push(node);
    for (const child of childrenOf(node)) walk(child);
    ancestors.pop();
  };
  walk(program);
}

/** Returns the name of an identifier; undefined for other nodes. */
export const identifierName = (node: Node | undefined): string | undefined =>
  node?.type === 'Identifier' ? node.name : undefined;

/** Returns the text of a string literal; undefined for other nodes. */
export const literalText = (node: Node | undefined): string | undefined =>
  node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node)
    .flat()
    .filter((value): value is Node => typeof value === 'object' && value !== null && 'type' in value);
}
