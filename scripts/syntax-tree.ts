import { type Node, parseSync } from 'oxc-parser';

/** Calls `visit` with every node of a TypeScript source, parents first. */
export function walkSource(path: string, source: string, visit: (node: Node) => void): void {
  const { program, errors } = parseSync(path, source, { preserveParens: false });
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]!.message}`);
  const walk = (node: Node): void => {
    visit(node);
    for (const child of childrenOf(node)) walk(child);
  };
  walk(program);
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node)
    .flat()
    .filter((value): value is Node => typeof value === 'object' && value !== null && 'type' in value);
}
