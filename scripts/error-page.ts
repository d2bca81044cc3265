import type { ErrorExplanation, FailureType } from '../src/errors.ts';
import type { ErrorLayer } from './error-layers.ts';

interface Entry {
  readonly title: string;
  readonly error: ErrorExplanation;
}

/** The table of all codes, and a section with cause and remedy for each, in Markdown. */
export function errorPage(layers: readonly ErrorLayer[]): string {
  const byCode = new Map<string, Entry[]>();
  for (const { title, catalog } of layers)
    for (const [code, error] of Object.entries(catalog))
      byCode.set(code, [...(byCode.get(code) ?? []), { title, error }]);
  const codes = [...byCode].sort(([one], [other]) => (one < other ? -1 : 1));
  const rows = codes.map(([code, entries]) => {
    const types = [...new Set(entries.flatMap(({ error }) => failureTypesOf(error)))];
    return `| [${code}](#${code.toLowerCase()}) | ${types.join(', ')} | ${entries.map(({ title }) => title).join('; ')} |`;
  });
  const sections = codes.map(([code, entries]) => `### ${code}\n\n${entries.map(section).join('\n\n')}`);
  return (
    ['| Code | Failure type | Where |\n| :-- | :-- | :-- |', ...rows].join('\n') +
    `\n\n${sections.join('\n\n')}\n`
  );
}

function section({ title, error }: Entry): string {
  const types = failureTypesOf(error).map((type) => `\`${type}\``);
  return `*In ${title}; ${types.join(' or ')}.*\n\n**Cause.** ${error.cause}\n\n**Remedy.** ${error.remedy}`;
}

/** The failure types that an entry of a catalog allows. */
export const failureTypesOf = ({ failureType }: ErrorExplanation): readonly FailureType[] =>
  typeof failureType === 'string' ? [failureType] : failureType;
