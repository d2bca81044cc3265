import type { Node } from 'oxc-parser';
import { ERROR_KINDS, type ErrorKind, type FailureType } from '../src/errors.ts';
import { identifierName, literalText, walkSource } from './syntax-tree.ts';

/** One place of a source file that names an error code. */
export interface ErrorUse {
  /** The code; the source text where it is dynamic. */
  readonly code: string;
  /**
   * `raised`: an error gets the code. `compared`: the code of an error is looked at. `dynamic`: it is put together at run time.
   */
  readonly as: 'raised' | 'compared' | 'dynamic';
  /** The failure types of the error, where the source shows its kind. */
  readonly failureTypes?: readonly FailureType[];
  /** Counted from 1. */
  readonly line: number;
}

const CODE = /^ERR_[A-Z0-9_]*[A-Z0-9]$/;

/** The functions of `src/errors.ts` that make an error of one kind. */
const KIND_OF_FACTORY: Readonly<Record<string, ErrorKind>> = {
  configError: 'config',
  transientError: 'transient',
  protocolError: 'protocol',
  bug: 'bug',
};

/** Every use of an error code in a TypeScript source. Comments and types do not count. */
export function errorUses(path: string, source: string): readonly ErrorUse[] {
  const uses: ErrorUse[] = [];
  walkSource(path, source, (node, ancestors) => {
    const line = source.slice(0, node.start).split('\n').length;
    const parent = ancestors.at(-1);
    if (parent?.type === 'TSLiteralType') return;
    if (node.type === 'TemplateLiteral' && node.quasis[0]?.value.raw.startsWith('ERR_'))
      uses.push({ code: source.slice(node.start, node.end), as: 'dynamic', line });
    const code = literalText(node);
    if (code === undefined || !CODE.test(code)) return;
    if (isCompared(ancestors)) {
      uses.push({ code, as: 'compared', line });
      return;
    }
    const kinds = kindsOf(node, ancestors);
    const failureTypes = kinds && [...new Set(kinds.map((kind) => ERROR_KINDS[kind].failureType))].sort();
    uses.push({ code, as: 'raised', ...(failureTypes && { failureTypes }), line });
  });
  return uses;
}

/** Whether a literal is compared with a code, or is one of a `Set` of codes to look for. */
function isCompared(ancestors: readonly Node[]): boolean {
  const [parent, outer] = [ancestors.at(-1), ancestors.at(-2)];
  if (parent?.type === 'BinaryExpression') return true;
  return (
    parent?.type === 'ArrayExpression' &&
    outer?.type === 'NewExpression' &&
    identifierName(outer.callee) === 'Set'
  );
}

/** The kinds of the error that a code is given to. Undefined where they are decided elsewhere. */
function kindsOf(code: Node, ancestors: readonly Node[]): readonly ErrorKind[] | undefined {
  const parent = ancestors.at(-1);
  // A rule such as ['config', 'ERR_GONE', …], or a call such as make('config', 'ERR_GONE', …).
  if (parent?.type === 'ArrayExpression') return kindsIn(parent.elements[0]);
  if (parent?.type === 'CallExpression' && parent.arguments.at(1) === code)
    return kindsIn(parent.arguments[0]);
  if (parent?.type !== 'Property' || identifierName(parent.key) !== 'code') return undefined;
  const above = ancestors.at(-3);
  if (above?.type === 'CallExpression') return kindsOfFactory(above.callee);
  if (above?.type === 'NewExpression' && identifierName(above.callee) === 'ConnectorError')
    return kindsIn(above.arguments[0]);
  // The table of kinds itself.
  return above?.type === 'Property' ? kindsNamed(identifierName(above.key)) : undefined;
}

function kindsOfFactory(callee: Node): readonly ErrorKind[] | undefined {
  const kind = KIND_OF_FACTORY[identifierName(callee) ?? ''];
  return kind && [kind];
}

/** The kinds that an expression gives: a literal, or a choice of two. */
function kindsIn(node: Node | null | undefined): readonly ErrorKind[] | undefined {
  if (node?.type !== 'ConditionalExpression') return kindsNamed(literalText(node ?? undefined));
  const [one, other] = [kindsIn(node.consequent), kindsIn(node.alternate)];
  return one && other && [...one, ...other];
}

function kindsNamed(name: string | undefined): readonly ErrorKind[] | undefined {
  return name !== undefined && Object.hasOwn(ERROR_KINDS, name) ? [name as ErrorKind] : undefined;
}
