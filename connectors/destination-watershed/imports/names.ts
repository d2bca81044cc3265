import { randomBytes } from 'node:crypto';
import { type StreamRun, stableId } from '#cdk';

/**
 * Which rows belong together: those of one generation, else of one sync (all attempts of a job), else of one run. The number
 * grows from each to the next of its kind.
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

export const textOf = ({ kind, number }: Label): string => `${kind}${number}`;

/** Whose imports they are. There is no id of a connection in the protocol: these four have to tell them apart. */
export interface Owner {
  readonly prefix: string;
  readonly organization: string;
  readonly template: string;
  readonly stream: Pick<StreamRun, 'name' | 'key'>;
}

/** What the names of all files of an owner begin with. The hash keeps streams apart whose names look alike. */
export function familyOf({ prefix, organization, template, stream }: Owner): string {
  const hash = stableId('file', organization, template, stream.key).replaceAll('-', '').slice(0, 12);
  return `${prefix}-${slug(stream.name)}-${hash}-`;
}

/**
 * What rows that replace others belong to. Their statement ids are made of it: an id that was voided never comes back, and
 * what one connection voids must not be another one's.
 */
export const generationOf = (owner: Owner, label: Label): string => familyOf(owner) + textOf(label);

/** A name that no other file has: whose it is, of which sync, its number there, and something random. */
export function fileName(owner: Owner, label: Label, number: number): string {
  const random = randomBytes(4).toString('hex');
  return `${generationOf(owner, label)}-${String(number).padStart(4, '0')}-${random}.csv`;
}

/** The label in the name of an owner's file; undefined for a file of anybody else. */
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
