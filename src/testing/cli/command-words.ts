import { existsSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

/**
 * The words of a command line as a shell reads them, without its variables, pipes and patterns: blanks separate,
 * quotes keep together, a backslash takes the next character as it is. @throws Error when a quote is not closed.
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
 * The words with absolute paths, so that they mean the same in every folder: the program is looked up as a shell
 * does, and a later word that is the path of something in `folder` becomes that path.
 */
export function absoluteCommand(words: readonly string[], folder: string): string[] {
  const [program = '', ...rest] = words;
  return [
    program.includes('/') ? resolve(folder, program) : (onPath(program) ?? program),
    ...rest.map((word) => (isRelativePath(word, folder) ? resolve(folder, word) : word)),
  ];
}

/** Whether the file can be run by itself. */
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
