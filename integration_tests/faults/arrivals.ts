import { coveredBy } from '#testing';
import { BrokenPromise } from './broken-promise.ts';
import type { Story } from './story.ts';
import { CANARY, type Target, type TargetWorld } from './target.ts';
import type { Told } from './told.ts';

/** What the provider does not show of these records, or not with what was in them. */
export function missing({ records }: Story, world: TargetWorld, steps: readonly number[]): string[] {
  const there = new Map(world.arrived().map(({ key, text }) => [key, text]));
  return steps.flatMap((at) => {
    const record = records.get(at)!;
    const text = there.get(record.key);
    if (text === undefined) return [record.key];
    return text.includes(`${CANARY}/${record.i}/`) ? [] : [`${record.key} with another content`];
  });
}

/** At the end every record is there, as often as is promised, and nothing else. */
export function judgeAll(target: Target, world: TargetWorld, story: Story, told: Told): void {
  const lost = missing(story, world, [...story.records.keys()]);
  if (lost.length > 0)
    throw new BrokenPromise(`${lost.length} of ${story.records.size} records are lost: ${lost[0]}`);
  const known = new Set([...story.records.values()].map(({ key }) => key));
  const arrived = world.arrived();
  const stranger = arrived.find(({ key }) => !known.has(key));
  if (stranger) throw new BrokenPromise(`nobody sent what is there: ${stranger.key}`);
  told.duplicates = arrived.length - known.size;
  told.dropped = world.dropped();
  if (target.promise === 'exactly once' && told.duplicates > 0)
    throw new BrokenPromise(`${told.duplicates} records are there twice`);
}

/** How often the records of saved states are there, as soon as their states are saved: nobody sends them again. */
export function noteDone(
  done: Map<string, number>,
  { steps, records }: Story,
  world: TargetWorld,
  saved: readonly number[],
): void {
  const counts = countsIn(world);
  for (const at of new Set(saved.flatMap((id) => coveredBy(steps, id)))) {
    const { key } = records.get(at)!;
    if (!done.has(key)) done.set(key, counts.get(key) ?? 0);
  }
}

/** What may be there twice is only what no saved state had covered. */
export function judgeDone(done: ReadonlyMap<string, number>, world: TargetWorld): void {
  const counts = countsIn(world);
  const again = [...done].find(([key, times]) => (counts.get(key) ?? 0) > times);
  if (again) throw new BrokenPromise(`${again[0]} came again although its state was saved`);
}

function countsIn(world: TargetWorld): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { key } of world.arrived()) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
