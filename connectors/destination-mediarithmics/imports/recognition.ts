import { createHash } from 'node:crypto';
import { ConnectorError } from '#cdk';
import type { Api } from '../api/api.ts';
import type { Execution } from '../api/replies.ts';
import type { Upload } from './upload.ts';

/** By what a document without an answer is known among the executions of an import that others use too. */
export interface Trace {
  /** Of a raw upload it is the provider's, and says nothing. */
  readonly fileName: string | undefined;
  readonly lines: number;
  /** Of a raw upload's body. */
  readonly digest: string | undefined;
}

export const traceOf = ({ fileName, lines, body }: Upload): Trace => ({
  fileName,
  lines,
  digest: fileName === undefined ? digestOf(body) : undefined,
});

/**
 * Whether the execution is that of the document. A raw one has to be read back for that: a document of as many lines may be
 * somebody else's, and ours would be lost if that were taken for it. What can't be read is not ours: sending again may double
 * lines, and loses none.
 */
export async function isOf(
  { fileName, lines, digest }: Trace,
  execution: Execution,
  api: Api,
): Promise<boolean> {
  const { parameters } = execution;
  if (fileName !== undefined) return parameters?.input_file_name === fileName;
  const { number_of_lines: count, file_uri: uri } = parameters ?? {};
  // A header of CSV may be counted.
  if (typeof uri !== 'string' || (count !== lines && count !== lines + 1)) return false;
  try {
    return digestOf([Buffer.from(await api.file(uri))]) === digest;
  } catch (error) {
    if (error instanceof ConnectorError && error.kind !== 'auth') return false;
    throw error;
  }
}

function digestOf(body: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of body) hash.update(part);
  return hash.digest('base64');
}
