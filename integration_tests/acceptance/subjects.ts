import type { Subject } from '#testing';
import { mediarithmicsSubject } from './subjects/mediarithmics.ts';
import { tidepoolDataContinuousSubject, tidepoolDataSubject } from './subjects/tidepool-data.ts';
import { tidepoolMetricsSubject } from './subjects/tidepool-metrics.ts';
import { tidepoolSoSubject } from './subjects/tidepool-so.ts';
import { watershedSubject } from './subjects/watershed.ts';

/** The connectors of this package, each with an emulator of its provider. */
export const subjects: readonly Subject[] = [
  tidepoolSoSubject(),
  tidepoolDataSubject(),
  tidepoolDataContinuousSubject(),
  tidepoolMetricsSubject(),
  mediarithmicsSubject(),
  watershedSubject(),
];
