import { expect, test } from 'vitest';
import { validateData } from '../../validation.ts';
import { about, borders, cases, integerBorders } from '../testing/cases.ts';

const activity = { type: 'physicalActivity' };
const measured = (name: string, units: string, value: number, ...errors: string[]) =>
  about(name)({ units, value }, ...errors);

cases('an activity', activity, [
  ...borders('/distance/value', 0, 528_000, { beside: { units: 'feet' } }),
  ...borders('/distance/value', 0, 160.9344, { beside: { units: 'kilometers' } }),
  ...borders('/distance/value', 0, 160_934.4, { beside: { units: 'meters' } }),
  ...borders('/distance/value', 0, 100, { beside: { units: 'miles' } }),
  ...borders('/distance/value', 0, 176_000, { beside: { units: 'yards' } }),
  ...borders('/elevationChange/value', 0, 52_800, { beside: { units: 'feet' } }),
  ...borders('/elevationChange/value', 0, 16_093.44, { beside: { units: 'meters' } }),
  ...borders('/duration/value', 0, 168, { beside: { units: 'hours' } }),
  ...borders('/duration/value', 0, 10_080, { beside: { units: 'minutes' } }),
  ...borders('/duration/value', 0, 604_800, { beside: { units: 'seconds' } }),
  ...borders('/energy/value', 0, 10_000, { beside: { units: 'kilocalories' } }),
  ...borders('/energy/value', 0, 10_000_000, { beside: { units: 'calories' } }),
  ...borders('/energy/value', 0, 41_858, { beside: { units: 'kilojoules' } }),
  ...borders('/energy/value', 0, 41_858_000, { beside: { units: 'joules' } }),
  ...integerBorders('/step/count', 0, 100_000),
  ...integerBorders('/flight/count', 0, 10_000),
  ...integerBorders('/lap/count', 0, 10_000, { distance: { units: 'feet', value: 1 } }),
  [{ activityType: 'wheelchairWalkPace' }],
  [{ activityType: 'Running' }, 'value-not-allowed /activityType'],
  [{ activityType: 'other' }],
  [{ activityType: 'other', activityTypeOther: 'x' }],
  [{ activityType: 'other', activityTypeOther: '' }, 'value-empty /activityTypeOther'],
  [{ activityType: 'yoga', activityTypeOther: 'x' }, 'value-exists /activityTypeOther'],
  [{ aggregate: true, name: 'x', reportedIntensity: 'medium' }],
  [{ aggregate: 1 }, 'type-not-bool /aggregate'],
  [{ name: '', reportedIntensity: 'x' }, 'value-empty /name', 'value-not-allowed /reportedIntensity'],
  measured('duration', 'days', 1, 'value-not-allowed /units'),
  measured('duration', 'toString', 1, 'value-not-allowed /units'),
  [{ duration: {} }, 'value-not-exists /duration/units', 'value-not-exists /duration/value'],
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

test('the validation has 75 kinds of activity', () => {
  const record = { ...activity, time: '2024-03-01T08:00:00Z', activityType: '?' };
  const result = validateData([record], { uploadId: 'set' }, () => 'new');
  const known = result.ok ? '' : result.errors[0]!.detail;
  expect(known.match(/"\w+"/g)).toHaveLength(75);
});
