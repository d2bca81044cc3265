/** The user and device of the rows of a batch. */
export interface Target {
  readonly user: string;
  readonly device: string;
  /** User and device as one text, which is the batch key. */
  readonly key: string;
}

/**
 * Returns a function that builds the key of a target, separated by a space, which user ids do not contain. Consecutive rows of a
 * target share one string, which saves memory: tens of thousands of rows are held, mostly of the same device.
 */
export function targetKeys(): (user: string, device: string) => string {
  let last = { user: '', device: '', key: ' ' };
  return (user, device) => {
    if (user !== last.user || device !== last.device) last = { user, device, key: `${user} ${device}` };
    return last.key;
  };
}

/** Parses a batch key. */
export function targetOf(group: string | undefined): Target {
  const key = group ?? '';
  const space = key.indexOf(' ');
  return { user: key.slice(0, space), device: key.slice(space + 1), key };
}
