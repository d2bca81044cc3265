import { createHash } from 'node:crypto';
import { ConnectorError } from '@airbyte-ts/cdk';
import type { Api } from '../api/api.ts';
import type { Execution } from '../api/responses.ts';
import type { Upload } from './upload.ts';

/** Identifies a document whose response was lost among the executions of a shared import. */
export interface Fingerprint {
  /** Undefined for a raw upload, whose name the provider chooses. */
  readonly fileName: string | undefined;
  readonly lines: number;
  /** Bytes of the body. */
  readonly bytes: number;
  /** SHA-256 of the body of a raw upload. */
  readonly digest: string | undefined;
}

/** The fingerprint of an upload. */
export const fingerprintOf = ({ fileName, lines, body }: Upload): Fingerprint => ({
  fileName,
  lines,
  bytes: body.reduce((sum, part) => sum + part.byteLength, 0),
  digest: fileName === undefined ? digestOf(body) : undefined,
});

/**
 * Whether the execution belongs to the document. A raw document is read back and compared, because another client may have sent a
 * document with the same number of lines, and ours would be lost. A document that can't be read does not match: sending again may
 * duplicate lines, but loses none.
 */
export async function matches(
  { fileName, lines, bytes, digest }: Fingerprint,
  execution: Execution,
  api: Api,
): Promise<boolean> {
  const { parameters } = execution;
  if (fileName !== undefined) return parameters?.input_file_name === fileName;
  const { number_of_lines: count, file_uri: uri } = parameters ?? {};
  // The count may include the CSV header.
  if (typeof uri !== 'string' || (count !== lines && count !== lines + 1)) return false;
  try {
    return digestOf([Buffer.from(await api.file(uri, bytes))]) === digest;
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
