/** Whose rows of which device a batch holds. */
export interface Target {
  readonly user: string;
  readonly device: string;
  /** Both, as the group of a batch. */
  readonly key: string;
}

/** No user id has a space. */
export const targetKey = (user: string, device: string): string => `${user} ${device}`;

export function targetOf(group: string | undefined): Target {
  const key = group ?? '';
  const space = key.indexOf(' ');
  return { user: key.slice(0, space), device: key.slice(space + 1), key };
}
