import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { type SubjectFile, subjectFile } from './schema.ts';

/** Reads a subject's description, YAML or JSON. @throws Error with a message that names the file. */
export async function readSubjectFile(path: string): Promise<SubjectFile> {
  const result = subjectFile.safeParse((await readYaml(path)) ?? {});
  if (result.success) return result.data;
  throw new Error(`${path} does not describe a subject.\n${z.prettifyError(result.error)}`);
}

/**
 * Reads YAML or JSON.
 * @throws Error with a message that names the file but does not quote it, because it may contain a secret.
 */
export async function readYaml(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Error(`The file ${path} can't be read.`);
  });
  try {
    return parse(text, { prettyErrors: false });
  } catch {
    throw new Error(`The file ${path} is neither YAML nor JSON.`);
  }
}
