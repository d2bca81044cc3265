import type { DeclarationReflection } from 'typedoc';

/** Returns a table of the public names of each entry point, with their kinds and the first sentences of their texts. */
export function namesTable(
  modules: readonly DeclarationReflection[],
  entryPointName: (module: string) => string,
  kindName: (kind: number) => string,
): string {
  return modules
    .map((module) => {
      const rows = (module.children ?? []).map(
        (child) => `| \`${child.name}\` | ${kindName(child.kind).toLowerCase()} | ${firstSentence(child)} |`,
      );
      return [
        `## [${entryPointName(module.name)}](${module.name}.md)`,
        '',
        firstSentence(module),
        '',
        '| Name | Kind | Text |',
        '| :-- | :-- | :-- |',
        ...rows,
        '',
      ].join('\n');
    })
    .join('\n');
}

function firstSentence(reflection: DeclarationReflection): string {
  const { summary = [] } = reflection.comment ?? reflection.signatures?.[0]?.comment ?? {};
  const text = summary
    .map((part) => part.text)
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
  // A dot or a colon in code ends no sentence.
  return /^(?:`[^`]*`|[^`])*?[.:](?= |$)/.exec(text)?.[0].replace(/:$/, '.').replaceAll('|', '\\|') ?? text;
}
