import { expect, test } from 'vitest';
import { validateData } from '../../validation.ts';
import { about, cases } from '../test-kit.ts';

const activity = { type: 'physicalActivity' };
const measured = (name: string, units: string, value: number, ...errors: string[]) =>
  about(name)({ units, value }, ...errors);

cases('an activity', activity, [
  [{ activityType: 'wheelchairWalkPace' }],
  [{ activityType: 'Running' }, 'value-not-allowed /activityType'],
  [{ activityType: 'other' }],
  [{ activityType: 'other', activityTypeOther: 'x' }],
  [{ activityType: 'other', activityTypeOther: '' }, 'value-empty /activityTypeOther'],
  [{ activityType: 'yoga', activityTypeOther: 'x' }, 'value-exists /activityTypeOther'],
  [{ aggregate: true, name: 'x', reportedIntensity: 'medium' }],
  [{ aggregate: 1 }, 'type-not-bool /aggregate'],
  [{ name: '', reportedIntensity: 'x' }, 'value-empty /name', 'value-not-allowed /reportedIntensity'],
  measured('duration', 'hours', 168),
  measured('duration', 'minutes', 10_081, 'value-out-of-range /value'),
  measured('duration', 'seconds', 604_800),
  measured('duration', 'days', 1, 'value-not-allowed /units'),
  measured('duration', 'toString', 1, 'value-not-allowed /units'),
  [{ duration: {} }, 'value-not-exists /duration/units', 'value-not-exists /duration/value'],
  measured('distance', 'miles', 100),
  measured('distance', 'miles', 100.1, 'value-out-of-range /value'),
  measured('distance', 'kilometers', 160.9344),
  measured('distance', 'meters', 160_935, 'value-out-of-range /value'),
  measured('distance', 'feet', 528_000),
  measured('distance', 'yards', 176_001, 'value-out-of-range /value'),
  measured('elevationChange', 'feet', 52_800),
  measured('elevationChange', 'feet', -1, 'value-out-of-range /value'),
  measured('elevationChange', 'meters', 16_094, 'value-out-of-range /value'),
  measured('energy', 'kilocalories', 10_000),
  measured('energy', 'joules', 41_858_001, 'value-out-of-range /value'),
  [
    {
      step: { count: 100_000 },
      flight: { count: 10_000 },
      lap: { count: 10_000, distance: { units: 'feet', value: 1 } },
    },
  ],
  [
    { step: { count: 100_001 }, flight: { count: 10_001 } },
    'value-out-of-range /flight/count',
    'value-out-of-range /step/count',
  ],
  [
    { step: {}, lap: {} },
    'value-not-exists /lap/count',
    'value-not-exists /lap/distance',
    'value-not-exists /step/count',
  ],
]);

test('75 activities are known', () => {
  const record = { ...activity, time: '2024-03-01T08:00:00Z', activityType: '?' };
  const result = validateData([record], { uploadId: 'set' }, () => 'new');
  const known = result.ok ? '' : result.errors[0]!.detail;
  expect(known.match(/"\w+"/g)).toHaveLength(75);
});
