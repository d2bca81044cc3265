/** Whose rows of which device a batch holds. */
export interface Target {
  readonly user: string;
  readonly device: string;
  /** Both, as the group of a batch. */
  readonly key: string;
}

/**
 * Makes the keys of targets; no user id has a space. The rows of one target share its text: rows are held by the ten thousand, and
 * mostly one after another is of the same device.
 */
export function targetKeys(): (user: string, device: string) => string {
  let last = { user: '', device: '', key: ' ' };
  return (user, device) => {
    if (user !== last.user || device !== last.device) last = { user, device, key: `${user} ${device}` };
    return last.key;
  };
}

export function targetOf(group: string | undefined): Target {
  const key = group ?? '';
  const space = key.indexOf(' ');
  return { user: key.slice(0, space), device: key.slice(space + 1), key };
}
