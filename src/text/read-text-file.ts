import { readFile } from 'node:fs';
import { promisify } from 'node:util';

const read = promisify(readFile);

/** Reads a file in UTF-8. Not by node:fs/promises, which loads Node's line editor and costs each command 4 ms of CPU. */
export const readTextFile = (path: string): Promise<string> => read(path, 'utf8');
