import { configError } from '#cdk';
import type { DataApi } from '../api/api.ts';
import type { Target } from '../rows/target.ts';

const HOUR_MS = 3_600_000;
/** What is read at once: a day has some hundred readings of a sensor. A longer pause of the device ends it too. */
const MOST_MS = 24 * HOUR_MS;
const PAUSE_MS = 2 * HOUR_MS;
/** A reader may be given a short list while something fails behind it. */
const LOOKS = 5;

type Reader = Pick<DataApi, 'visible' | 'probe'>;

/** An id that rows are to be known by, and the moment of its row. */
export interface Sought {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Which of these ids a reader of the device's data sees. */
export async function seen(
  api: Reader,
  target: Target,
  sought: readonly Sought[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const window of windowsOf(sought)) await look(api, target, window, found);
  return found;
}

/** Cuts what is sought into stretches of time that are short enough to be read whole. */
export function windowsOf(sought: readonly Sought[]): readonly (readonly Sought[])[] {
  const windows: Sought[][] = [];
  for (const one of sought.toSorted((a, b) => a.at - b.at)) {
    const last = windows.at(-1);
    const isNear = last && one.at - last.at(-1)!.at <= PAUSE_MS && one.at - last[0]!.at <= MOST_MS;
    if (isNear) last.push(one);
    else windows.push([one]);
  }
  return windows;
}

/** Looks until everything is found, or until two looks show the same. */
async function look(
  api: Reader,
  { user, device }: Target,
  window: readonly Sought[],
  found: Set<string>,
): Promise<void> {
  const wanted = new Set(window.map(({ id }) => id));
  // The service keeps milliseconds of the times.
  const from = new Date(Math.floor(window[0]!.at)).toISOString();
  const to = new Date(Math.ceil(window.at(-1)!.at) + 1).toISOString();
  for (let looks = 1, before: number | undefined; looks <= LOOKS; looks++) {
    const data = await read(
      () => api.visible(user, device, [from, to]),
      () => api.probe(user),
    );
    if (data === undefined) throw cannotLook(user);
    for (const { id } of data) if (typeof id === 'string' && wanted.delete(id)) found.add(id);
    if (wanted.size === 0 || data.length === before) return;
    before = data.length;
  }
}

/** A reader whose token has ended is told the same as one who may not read; another request finds that out, and renews it. */
async function read<T>(
  once: () => Promise<T | undefined>,
  renew: () => Promise<void>,
): Promise<T | undefined> {
  const data = await once();
  if (data !== undefined) return data;
  await renew();
  return once();
}

/** To add what may be there already would make it twice, and to replace again would erase what the source does not send again. */
function cannotLook(user: string) {
  return configError(
    `An attempt of this sync has replaced the data of a device of the user ${user} already, and what is missing can only be added by an account that may view the data. Nothing was changed. Let the user (or their clinic) share the right to view, or start a new sync of all records.`,
    { code: 'ERR_NO_VIEW_RIGHT' },
  );
}
