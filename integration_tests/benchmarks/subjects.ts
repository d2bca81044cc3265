import type { Subject } from './subject.ts';
import { mediarithmics } from './subjects/destination-mediarithmics.ts';
import { tidepoolData } from './subjects/destination-tidepool-data.ts';
import { tidepoolMetrics } from './subjects/destination-tidepool-metrics.ts';
import { tidepoolSo } from './subjects/destination-tidepool-so.ts';
import { watershed } from './subjects/destination-watershed.ts';

/** All connectors that the benchmark measures. */
export const SUBJECTS: readonly Subject[] = [
  tidepoolSo,
  tidepoolData,
  tidepoolMetrics,
  mediarithmics,
  watershed,
];

export function subjectOf(name: string | undefined): Subject {
  const found = SUBJECTS.find((subject) => subject.name === name);
  if (!found) throw new Error(`The benchmark has no connector ${name}.`);
  return found;
}
