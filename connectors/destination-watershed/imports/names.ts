import { randomBytes } from 'node:crypto';
import { type StreamRun, stableId } from '@airbyte-ts/cdk';

/**
 * Identifies the generation of a stream's rows (`g`); without generations the sync, which includes all attempts of a job (`s`);
 * without sync ids the run (`t`). Numbers of one kind increase.
 */
export interface Label {
  readonly kind: 'g' | 's' | 't';
  readonly number: number;
}

/** The label of a stream's rows in this run, which began at `startedAt` (milliseconds since 1970). */
export function labelOf(
  { syncId, generationId }: Pick<StreamRun, 'syncId' | 'generationId'>,
  startedAt: number,
): Label {
  if (generationId !== undefined) return { kind: 'g', number: generationId };
  return syncId === undefined ? { kind: 't', number: startedAt } : { kind: 's', number: syncId };
}

/** The label as text, such as `g7`. */
export const textOf = ({ kind, number }: Label): string => `${kind}${number}`;

/** Identifies the connection and stream of an import. The protocol has no connection id, so these four values replace it. */
export interface Owner {
  readonly prefix: string;
  readonly organization: string;
  readonly template: string;
  readonly stream: Pick<StreamRun, 'name' | 'key'>;
}

/** The common prefix of the names of an owner's files. The hash distinguishes streams with similar names. */
export function familyOf({ prefix, organization, template, stream }: Owner): string {
  const hash = stableId('file', organization, template, stream.key).replaceAll('-', '').slice(0, 12);
  return `${prefix}-${slug(stream.name)}-${hash}-`;
}

/**
 * Identifies the generation of rows that replace others. Their statement ids are derived from it, because a voided id can't be
 * used again, and because one connection must not void the statements of another.
 */
export const generationOf = (owner: Owner, label: Label): string => familyOf(owner) + textOf(label);

/** A unique file name: the owner, the label, the number of the file, and a random suffix. */
export function fileName(owner: Owner, label: Label, number: number): string {
  const random = randomBytes(4).toString('hex');
  return `${generationOf(owner, label)}-${String(number).padStart(4, '0')}-${random}.csv`;
}

/** The label in the name of an owner's file; undefined for other files. */
export function labelIn(name: string, owner: Owner): Label | undefined {
  const family = familyOf(owner);
  if (!name.startsWith(family)) return undefined;
  const found = /^([gst])(\d{1,15})-\d{4,}-[0-9a-f]{8}\.csv$/.exec(name.slice(family.length));
  return found ? { kind: found[1] as Label['kind'], number: Number(found[2]) } : undefined;
}

function slug(name: string): string {
  const text = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return text || 'stream';
}
