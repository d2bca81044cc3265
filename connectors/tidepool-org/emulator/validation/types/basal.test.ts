import { cases, letters } from '../testing/cases.ts';

const WEEK = 604_800_000;
const scheduled = { type: 'basal', deliveryType: 'scheduled', duration: 1000, rate: 1 };
const temp = { ...scheduled, deliveryType: 'temp' };
const suspend = { type: 'basal', deliveryType: 'suspend', duration: 1000 };
const part = (deliveryType: string, members: object = { rate: 1 }) => ({
  type: 'basal',
  deliveryType,
  ...members,
});

cases('a scheduled basal', scheduled, [
  [{ deliveryType: undefined }, 'value-not-exists /deliveryType'],
  [{ deliveryType: 'temporary' }, 'value-not-allowed /deliveryType'],
  [{ duration: 0, rate: 0 }],
  [{ duration: WEEK, rate: 100 }],
  [{ duration: WEEK + 1, rate: 100.1 }, 'value-out-of-range /duration', 'value-out-of-range /rate'],
  [{ duration: undefined, rate: undefined }, 'value-not-exists /duration', 'value-not-exists /rate'],
  [{ expectedDuration: 1000 }],
  [{ expectedDuration: 999 }, 'value-out-of-range /expectedDuration'],
  [{ duration: WEEK, expectedDuration: 0 }, 'value-out-of-range /expectedDuration'],
  [{ duration: -1, expectedDuration: 0 }, 'value-out-of-range /duration'],
  [{ expectedDuration: WEEK + 1 }, 'value-out-of-range /expectedDuration'],
  [{ scheduleName: letters(2000) }],
  [{ scheduleName: '' }, 'value-empty /scheduleName'],
  [{ insulinFormulation: {} }, 'value-not-exists /insulinFormulation/simple'],
  [{ suppressed: 'dropped' }],
]);

cases('a temporary basal', temp, [
  [{ rate: undefined, percent: 0.5 }, 'value-not-exists /rate'],
  [{ percent: 10 }],
  [{ percent: 10.1 }, 'value-out-of-range /percent'],
  [{ percent: -0.1 }, 'value-out-of-range /percent'],
  [{ suppressed: part('scheduled') }],
  [{ suppressed: part('automated', { rate: 0, scheduleName: 's', annotations: [{ code: 'x' }] }) }],
  [{ suppressed: part('temp') }, 'value-not-allowed /suppressed/deliveryType'],
  [{ suppressed: part('scheduled', {}) }, 'value-not-exists /suppressed/rate'],
  [
    { suppressed: part('scheduled', { rate: 101, scheduleName: '' }) },
    'value-out-of-range /suppressed/rate',
    'value-empty /suppressed/scheduleName',
  ],
  [{ suppressed: { deliveryType: 'scheduled' } }, 'value-not-exists /suppressed/type'],
  [{ suppressed: { type: 'bolus', deliveryType: 'scheduled' } }, 'value-not-allowed /suppressed/type'],
  [{ suppressed: {} }, 'value-not-exists /suppressed/type'],
  [{ suppressed: 'x' }, 'type-not-object /suppressed'],
]);

cases('an automated basal', { ...scheduled, deliveryType: 'automated' }, [
  [{ scheduleName: letters(1000) }],
  [{ scheduleName: letters(1001) }, 'length-out-of-range /scheduleName'],
  [{ suppressed: part('scheduled') }],
  [{ suppressed: part('automated') }, 'value-not-allowed /suppressed/deliveryType'],
]);

cases('a suspended basal', suspend, [
  [{ duration: undefined }, 'value-not-exists /duration'],
  [{ rate: 'dropped' }],
  [{ suppressed: part('automated') }],
  [{ suppressed: part('automated', { rate: 1, suppressed: part('scheduled') }) }],
  [
    { suppressed: part('automated', { rate: 1, suppressed: part('automated') }) },
    'value-not-allowed /suppressed/suppressed/deliveryType',
  ],
  [{ suppressed: part('temp', { rate: 1, percent: 0.5, suppressed: part('scheduled') }) }],
  [
    { suppressed: part('temp', { rate: 1, suppressed: part('temp') }) },
    'value-not-allowed /suppressed/suppressed/deliveryType',
  ],
  [
    { suppressed: part('temp', { percent: 11 }) },
    'value-out-of-range /suppressed/percent',
    'value-not-exists /suppressed/rate',
  ],
  [{ suppressed: part('suspend') }, 'value-not-allowed /suppressed/deliveryType'],
]);
