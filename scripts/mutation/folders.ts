/** The folders of `src` whose mutants the tests must catch. */
export const FOLDERS = [
  'protocol',
  'engine',
  'mapping',
  'rejects',
  'retry',
  'http/limits',
  'http/errors',
  'define',
];

/** Whether a part, such as `http`, contains a folder. */
export const contains = (part: string, folder: string): boolean =>
  folder === part || folder.startsWith(`${part}/`);
