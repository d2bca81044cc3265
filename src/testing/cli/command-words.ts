import { existsSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

/**
 * Splits a command line like a shell, but without variables, pipes and patterns: blanks separate words,
 * quotes keep blanks, and a backslash escapes the next character. @throws Error if a quote is not closed.
 */
export function commandWords(text: string): string[] {
  const words: string[] = [];
  const token = /\s*((?:[^\s"'\\]+|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+)/y;
  while (text.slice(token.lastIndex).trim() !== '') {
    const [, word] = token.exec(text) ?? [];
    if (word === undefined) throw new Error(`The command line has a quote that is not closed: ${text}`);
    words.push(
      word.replace(
        /\\([\s\S])|"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'/g,
        (_, escaped, double: string | undefined, single) =>
          escaped ?? double?.replace(/\\(["\\$`])/g, '$1') ?? single,
      ),
    );
  }
  return words;
}

/**
 * Makes the paths of a command absolute, so that it works in every folder: finds the program like a shell,
 * and replaces a later word that is a path relative to `folder`.
 */
export function absoluteCommand(words: readonly string[], folder: string): string[] {
  const [program = '', ...rest] = words;
  return [
    program.includes('/') ? resolve(folder, program) : (onPath(program) ?? program),
    ...rest.map((word) => (isRelativePath(word, folder) ? resolve(folder, word) : word)),
  ];
}

/** Whether the file is executable. */
export function isExecutable(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true && (stats.mode & 0o111) !== 0;
}

const isRelativePath = (word: string, folder: string): boolean =>
  !word.startsWith('-') && !isAbsolute(word) && /[./]/.test(word) && existsSync(resolve(folder, word));

function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((each) => each !== '');
  return folders.map((each) => join(each, program)).find(isExecutable);
}
