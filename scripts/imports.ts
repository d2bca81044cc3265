import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';

/** One import of a source file: static, dynamic, of a type, or a re-export. */
export interface Import {
  /** Path of the importing file from the root of the project, with `/`. */
  readonly file: string;
  /** As the file writes it, such as `../define/batch.ts`. */
  readonly specifier: string;
  /** Path of the imported file from the root of the project; the specifier itself for a package. */
  readonly target: string;
}

/** Returns the imports of all TypeScript files of the project. */
export function importsOfProject(): readonly Import[] {
  return globSync(['*.ts', '{src,connectors,examples,integration_tests,scripts}/**/*.{ts,tsx}'])
    .map((file) => file.replaceAll('\\', '/'))
    .flatMap((file) => importsOf(file, readFileSync(file, 'utf8')));
}

function importsOf(file: string, source: string): readonly Import[] {
  return [...source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier]) =>
    importOf(file, specifier!),
  );
}

export function importOf(file: string, specifier: string): Import {
  return { file, specifier, target: specifier.startsWith('.') ? join(dirname(file), specifier) : specifier };
}
