import { coveredBy } from '../platform/index.ts';
import { BrokenPromise } from './broken-promise.ts';
import type { Named, Story } from './story.ts';
import type { Tally } from './tally.ts';
import { CANARY, type RunningTarget, type Target } from './target.ts';

/**
 * Returns the records of these steps that are not delivered at this moment. A record is not missing while the provider hides it
 * to replace it by a version of a later step: that version is in flight, and no state covers it.
 */
export function missing(story: Story, running: RunningTarget, steps: readonly number[]): string[] {
  const halfReplaced = running.halfReplaced?.() ?? new Set();
  const covered = lastVersions(steps.flatMap((at) => story.records.get(at) ?? []));
  const newest = lastVersions([...story.records.values()]);
  return notShown(story, running, steps).filter(
    (key) => !halfReplaced.has(key) || newest.get(key) === covered.get(key),
  );
}

/** Returns the records of these steps that the provider does not show; of several versions the last, or a later one. */
function notShown({ records }: Story, running: RunningTarget, steps: readonly number[]): string[] {
  const last = lastVersions(steps.flatMap((at) => records.get(at) ?? []));
  const there = new Map(running.arrived().map(({ key, text }) => [key, text]));
  const known = new Map([...records.values()].map(({ i, key }) => [i, key]));
  return [...last].flatMap(([key, i]) => {
    const text = there.get(key);
    if (text === undefined) return [key];
    const version = versionIn(text);
    if (known.get(version) !== key) return [`${key} with the content of another record`];
    return version >= i ? [] : [`${key} in an older version`];
  });
}

const lastVersions = (records: readonly Named[]) => new Map(records.map(({ key, i }) => [key, i]));

/** Returns the number of the record whose mark is in a text. */
const versionIn = (text: string): number => Number(text.split(`${CANARY}/`)[1]?.split('/')[0]);

/** Checks that at the end every record is stored as often as promised, and nothing else. */
export function judgeAll(
  target: Target,
  running: RunningTarget,
  story: Story,
  tally: Tally,
  others: ReadonlySet<string>,
): void {
  const lost = notShown(story, running, [...story.records.keys()]);
  if (lost.length > 0)
    throw new BrokenPromise(`${lost.length} of ${story.records.size} records are lost: ${lost[0]}`);
  const known = lastVersions([...story.records.values()]);
  const arrived = running.arrived().filter(({ key }) => !others.has(key));
  const stranger = arrived.find(({ key }) => !known.has(key));
  if (stranger) throw new BrokenPromise(`a stored record was never sent: ${stranger.key}`);
  tally.duplicates = arrived.length - known.size;
  tally.dropped = running.dropped();
  if (target.promise === 'exactly once' && tally.duplicates > 0)
    throw new BrokenPromise(`${tally.duplicates} records are stored twice`);
}

/**
 * Notes how often records of saved states are stored when their states are saved: they are not sent again. Of a half-replaced one
 * nothing is known.
 */
export function noteDone(
  done: Map<string, number>,
  { steps, records }: Story,
  running: RunningTarget,
  saved: readonly number[],
): void {
  const counts = countsIn(running);
  const halfReplaced = running.halfReplaced?.() ?? new Set();
  for (const at of new Set(saved.flatMap((id) => coveredBy(steps, id)))) {
    const key = records.get(at)?.key;
    if (key !== undefined && !done.has(key) && !halfReplaced.has(key)) done.set(key, counts.get(key) ?? 0);
  }
}

/** Checks that only records that no saved state covered are stored twice. */
export function judgeDone(done: ReadonlyMap<string, number>, running: RunningTarget): void {
  const counts = countsIn(running);
  const again = [...done].find(([key, times]) => (counts.get(key) ?? 0) > times);
  if (again) throw new BrokenPromise(`${again[0]} was sent again although its state was saved`);
}

function countsIn(running: RunningTarget): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { key } of running.arrived()) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
