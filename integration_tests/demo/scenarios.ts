import { mediarithmics } from './destination-mediarithmics.ts';
import { tidepoolData } from './destination-tidepool-data.ts';
import { tidepoolMetrics } from './destination-tidepool-metrics.ts';
import { tidepoolSo } from './destination-tidepool-so.ts';
import { watershed } from './destination-watershed.ts';
import type { Scenario } from './scenario.ts';

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'destination-tidepool-so': tidepoolSo as Scenario,
  'destination-tidepool-data': tidepoolData as Scenario,
  'destination-tidepool-metrics': tidepoolMetrics as Scenario,
  'destination-watershed': watershed as Scenario,
  'destination-mediarithmics': mediarithmics as Scenario,
};
