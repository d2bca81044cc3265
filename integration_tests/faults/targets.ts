import type { Target } from './target.ts';
import { mediarithmicsTarget } from './targets/mediarithmics.ts';
import { tidepoolDataTarget } from './targets/tidepool-data.ts';
import { tidepoolMetricsTarget } from './targets/tidepool-metrics.ts';
import { tidepoolSoTarget } from './targets/tidepool-so.ts';
import { watershedTarget } from './targets/watershed.ts';

/** The connectors of this package. */
export const targets: readonly Target[] = [
  tidepoolSoTarget,
  tidepoolDataTarget,
  tidepoolMetricsTarget,
  mediarithmicsTarget,
  watershedTarget,
];
