import type { DeclarationReflection, ProjectReflection, Reflection, SignatureReflection } from 'typedoc';

/** Interfaces and types that authors write by hand, beside all functions: each has an example. */
const WRITTEN_BY_AUTHORS = [
  'Batch',
  'ConnectorSpecification',
  'Destination',
  'FaultPlanInput',
  'Http',
  'HttpOptions',
  'HttpRequest',
  'Operation',
  'Provider',
  'Subject',
];

/** Returns a problem for each public member without a text, and for each function without an example. */
export function undocumentedMembers(project: ProjectReflection): readonly string[] {
  const problems = new Set<string>();
  for (const module of project.children ?? []) {
    if (!hasText(module)) problems.add(`${module.name} has no text.`);
    for (const exported of module.children ?? []) {
      const isMain = WRITTEN_BY_AUTHORS.includes(exported.name) || exported.signatures !== undefined;
      if (isMain && !commentsOf(exported).some((comment) => comment.getTag('@example')))
        problems.add(`${exported.getFullName()} has no @example.`);
    }
  }
  for (const reflection of Object.values(project.reflections)) {
    if (!reflection.isDeclaration() || !isMember(reflection) || hasText(reflection)) continue;
    problems.add(`${reflection.getFullName()} has no text.`);
  }
  return [...problems];
}

/**
 * Not members: discriminants, whose value is their text; type literals, which have the text of what they describe; constructors
 * without parameters, which most classes do not write.
 */
function isMember({ name, type, signatures, parent }: DeclarationReflection): boolean {
  const isImplied =
    name === 'constructor' && signatures?.every(({ parameters = [] }) => parameters.length === 0);
  const isDiscriminant = type?.type === 'literal' && parent?.name === '__type';
  return name !== '__type' && !isDiscriminant && !isImplied;
}

function hasText(reflection: DeclarationReflection): boolean {
  // Each overload promises something else.
  if (reflection.signatures) return reflection.signatures.every(({ comment }) => comment?.summary.length);
  return commentsOf(reflection).some(({ summary }) => summary.length > 0);
}

function commentsOf(reflection: DeclarationReflection): readonly NonNullable<Reflection['comment']>[] {
  const parts: readonly (Reflection | undefined)[] = [
    reflection,
    ...(reflection.signatures ?? []),
    reflection.getSignature,
    ...(functionSignatures(reflection) ?? []),
  ];
  return parts.flatMap((part) => part?.comment ?? []);
}

/** Signatures of a member whose type is a function. */
function functionSignatures({ type }: DeclarationReflection): readonly SignatureReflection[] | undefined {
  return type?.type === 'reflection' ? type.declaration.signatures : undefined;
}
