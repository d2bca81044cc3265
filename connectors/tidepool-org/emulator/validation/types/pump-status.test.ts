import { about, borders, cases } from '../testing/cases.ts';

const time = '2024-03-01T08:00:00Z';
const before = '2024-03-01T07:00:00Z';
const basal = about('basalDelivery');
const bolus = about('bolusDelivery');

cases('a status of a pump', { type: 'pumpStatus', deliveryIndeterminant: false }, [
  [{ deliveryIndeterminant: undefined }, 'values-not-exist-for-any'],
  [{ deliveryIndeterminant: 'x' }, 'type-not-bool /deliveryIndeterminant'],
  basal({}, 'value-not-exists /state'),
  basal({ state: 'x' }, 'value-not-allowed /state'),
  basal({ state: 'scheduled', time }),
  basal({ state: 'suspended' }, 'value-not-exists /time'),
  basal({ state: 'resuming', time }, 'value-exists /time'),
  basal({ state: 'temporary', dose: { rate: 100, startTime: time, endTime: time, amountDelivered: 1000 } }),
  basal({ state: 'temporary' }, 'value-not-exists /dose'),
  basal({ state: 'suspending', dose: {} }, 'value-exists /dose'),
  basal(
    { state: 'temporary', dose: { startTime: time, endTime: before, amountDelivered: 1001 } },
    'value-not-after /dose/endTime',
    'value-not-exists /dose/rate',
    'value-out-of-range /dose/amountDelivered',
  ),
  basal({ state: 'temporary', dose: { rate: 101, endTime: before } }, 'value-out-of-range /dose/rate'),
  bolus({ state: 'none' }),
  bolus({}, 'value-not-exists /state'),
  ...borders('/reservoir/remaining', 0, 10_000, { beside: { units: 'Units' } }),
  basal({ state: 'temporary', dose: { rate: 0 } }),
  basal({ state: 'temporary', dose: { rate: -0.1 } }, 'value-out-of-range /dose/rate'),
  bolus({ state: 'delivering', dose: { startTime: time, amount: 1000, amountDelivered: 0 } }),
  bolus({ state: 'delivering' }, 'value-not-exists /dose'),
  bolus({ state: 'canceling', dose: {} }, 'value-exists /dose'),
  bolus(
    { state: 'delivering', dose: { amountDelivered: -1 } },
    'value-not-exists /dose/amount',
    'value-out-of-range /dose/amountDelivered',
  ),
  [{ battery: { state: 'charging' } }],
  [{ battery: {} }, 'values-not-exist-for-any /battery'],
  [{ reservoir: { remaining: 10_000, units: 'Units', time } }],
  [
    { reservoir: { remaining: 10_001, units: 'ml' } },
    'value-out-of-range /reservoir/remaining',
    'value-not-allowed /reservoir/units',
  ],
  [{ reservoir: {} }, 'value-not-exists /reservoir/remaining', 'value-not-exists /reservoir/units'],
]);
