import type { ErrorLayer } from './error-layers.ts';
import type { Source } from './sources.ts';

/**
 * Where code and catalogs differ, one sentence each; empty when every code is explained. A connector may also name codes of the
 * CDK. `integration_tests/failure-types.ts` compares the failure types while the tests run.
 */
export function errorProblems(layers: readonly ErrorLayer[]): readonly string[] {
  const ofCdk = layers[0]?.catalog;
  return layers.flatMap(({ title, sources, catalog }) => {
    const known = new Set(Object.keys({ ...ofCdk, ...catalog }));
    const named = sources.flatMap(codesIn);
    const codes = new Set(named.map(({ code }) => code));
    return [
      ...named
        .filter(({ code }) => !known.has(code))
        .map(({ code, where }) =>
          code.includes('$')
            ? `${where} puts the code ${code} together; write each code as a literal.`
            : `${where} has the code ${code}, which is not in the error catalog of its layer. Explain it there, or correct it.`,
        ),
      ...Object.keys(catalog)
        .filter((code) => !codes.has(code))
        .map(
          (code) =>
            `The error catalog of ${title} explains ${code}, which its code does not contain. Remove it.`,
        ),
    ];
  });
}

/** The literals and templates of error codes in a source, without those of comments and the type of all codes. */
function codesIn({ file, text }: Source): readonly { readonly code: string; readonly where: string }[] {
  return text.split('\n').flatMap((line, at) =>
    /^\s*(\*|\/\/)/.test(line)
      ? []
      : [...line.matchAll(/'(ERR_[A-Z0-9_]*[A-Z0-9])'|`(ERR_(?!\$\{string\}`)[^`]*)`/g)].map(
          ([, literal, template]) => ({
            code: literal ?? template!,
            where: `${file}:${at + 1}`,
          }),
        ),
  );
}
