import { expect, test } from 'vitest';
import { about, cases, letters, many, stored } from '../test-kit.ts';

const settings = { type: 'cgmSettings' };
const alert = (name: string, members: object, ...errors: string[]) =>
  about('defaultAlerts')(
    { enabled: true, [name]: { enabled: false, ...members } },
    ...errors.map((error) => error.replace(' ', ` /${name}`)),
  );

cases('settings of a sensor', settings, [
  [{ transmitterId: '' }],
  [{ transmitterId: 'aZ012' }],
  [{ transmitterId: letters(64) }],
  [{ transmitterId: letters(4) }, 'value-not-valid /transmitterId'],
  [{ transmitterId: letters(65) }, 'value-not-valid /transmitterId'],
  [{ transmitterId: 'abc-ef' }, 'value-not-valid /transmitterId'],
  [{ manufacturers: many(10, String), model: 'm', name: 'n', serialNumber: 's', softwareVersion: 'v' }],
  [{ manufacturers: many(11, String) }, 'length-out-of-range /manufacturers'],
  [{ manufacturers: [] }, 'value-empty /manufacturers'],
  [
    { manufacturers: ['a', 'a', letters(101)] },
    'length-out-of-range /manufacturers/2',
    'value-duplicate /manufacturers/1',
  ],
  [
    { firmwareVersion: '', hardwareVersion: letters(101) },
    'value-empty /firmwareVersion',
    'length-out-of-range /hardwareVersion',
  ],
  [{ units: 'mg' }, 'value-not-allowed /units'],
]);

cases('an alert of a sensor', { ...settings, defaultAlerts: { enabled: true } }, [
  [{ defaultAlerts: {} }, 'value-not-exists /defaultAlerts/enabled'],
  [{ defaultAlerts: { enabled: true, low: {} } }, 'value-not-exists /defaultAlerts/low/enabled'],
  alert('low', {}),
  alert('low', { level: 50, units: 'mg/dL' }),
  alert('low', { level: 150.1, units: 'mg/dL' }, 'value-out-of-range /level'),
  alert('lowPredicted', { level: 2.77536, units: 'mmol/L' }, 'value-out-of-range /level'),
  alert('low', { level: 100 }, 'value-not-exists /units'),
  alert('low', { units: 'mg/dL' }, 'value-exists /units'),
  alert('low', { level: 1e6, units: 'mg/dl' }, 'value-not-allowed /units'),
  alert('high', { level: 400, units: 'mg/dL' }),
  alert('highPredicted', { level: 22.203, units: 'mmol/L' }, 'value-out-of-range /level'),
  alert('urgentLow', { level: 40, units: 'mg/dL' }),
  alert('urgentLowPredicted', { level: 80.1, units: 'mg/dL' }, 'value-out-of-range /level'),
  alert('urgentLow', { level: 2.2203, units: 'mmol/L' }),
  alert('fall', { rate: 0, units: 'mg/dL/minute' }),
  alert('rise', { rate: 10.1, units: 'mg/dL/minute' }, 'value-out-of-range /rate'),
  alert('rise', { rate: 0.0555, units: 'mmol/L/minute' }, 'value-out-of-range /rate'),
  alert('noData', { duration: 6, units: 'hours' }),
  alert('outOfRange', { duration: 361, units: 'minutes' }, 'value-out-of-range /duration'),
  alert('outOfRange', { duration: 21_600, units: 'seconds' }),
  alert('low', { snooze: { duration: 10, units: 'hours' } }),
  alert('low', { snooze: { duration: 601, units: 'minutes' } }, 'value-out-of-range /snooze/duration'),
  alert('low', { snooze: {} }, 'value-not-exists /snooze/duration', 'value-not-exists /snooze/units'),
]);

const scheduled = { days: ['sunday'], start: 0, end: 0, alerts: { enabled: true } };

cases('scheduled alerts', { ...settings, scheduledAlerts: [scheduled] }, [
  [{ scheduledAlerts: many(10, () => scheduled) }],
  [{ scheduledAlerts: many(11, () => scheduled) }, 'length-out-of-range /scheduledAlerts'],
  [{ scheduledAlerts: [] }, 'value-empty /scheduledAlerts'],
  [{ scheduledAlerts: [{ ...scheduled, name: 'n', start: 86_400_000, end: 172_800_000 }] }],
  [
    { scheduledAlerts: [{ ...scheduled, start: 86_400_001, end: 172_800_001 }] },
    'value-out-of-range /scheduledAlerts/0/start',
    'value-out-of-range /scheduledAlerts/0/end',
  ],
  [
    { scheduledAlerts: [{ ...scheduled, days: ['Sun', 'monday', 'monday'] }] },
    'value-not-allowed /scheduledAlerts/0/days/0',
    'value-duplicate /scheduledAlerts/0/days/2',
  ],
  [
    { scheduledAlerts: [{}] },
    ...['days', 'start', 'end', 'alerts'].map((name) => `value-not-exists /scheduledAlerts/0/${name}`),
  ],
]);

const low = (members: object, ...errors: string[]) =>
  about('lowAlerts')({ enabled: true, level: 100, snooze: 0, ...members }, ...errors);
const change = (fall: number, rise: number) => ({
  rateOfChangeAlerts: { fallRate: { enabled: true, rate: fall }, riseRate: { enabled: true, rate: rise } },
});

cases('the alerts of old', { ...settings, units: 'mg/dL' }, [
  low({ level: 59 }),
  low({ level: 150, snooze: 900_000 }),
  low({ level: 151, snooze: 14_400_000 }, 'value-out-of-range /level'),
  low({ snooze: 18_000_000 }),
  low({ snooze: 14_700_000 }, 'value-not-allowed /snooze'),
  low({ snooze: 600_000 }, 'value-not-allowed /snooze'),
  low({ level: undefined, snooze: undefined }, 'value-not-exists /level', 'value-not-exists /snooze'),
  [{ highAlerts: { enabled: true, level: 401, snooze: 0 } }, 'value-out-of-range /highAlerts/level'],
  [{ highAlerts: { enabled: true, level: 120, snooze: 0 } }],
  [{ units: undefined, ...low({ level: 5000 })[0] }],
  [{ outOfRangeAlerts: { enabled: true, snooze: 1_200_000 } }],
  [{ outOfRangeAlerts: { enabled: true, snooze: 900_000 } }, 'value-not-allowed /outOfRangeAlerts/snooze'],
  [change(-2, 3)],
  [
    change(2, -3),
    'value-not-allowed /rateOfChangeAlerts/fallRate/rate',
    'value-not-allowed /rateOfChangeAlerts/riseRate/rate',
  ],
  [{ units: 'mmol/L', ...change(-0.11101495982091067, 0.16652243973136602) }],
  [
    { units: 'mmol/L', ...change(-2, 0.16652243973136602) },
    'value-not-allowed /rateOfChangeAlerts/fallRate/rate',
  ],
  [
    { rateOfChangeAlerts: {} },
    'value-not-exists /rateOfChangeAlerts/fallRate',
    'value-not-exists /rateOfChangeAlerts/riseRate',
  ],
]);

test('the alerts of old are stored in mmol/L, the new ones as they come', () => {
  const defaultAlerts = { enabled: true, low: { enabled: true, level: 100, units: 'mg/dL' } };
  const record = { ...settings, units: 'mg/dL', defaultAlerts, ...low({})[0], manufacturers: ['b', 'a'] };
  expect(stored(record)).toEqual([
    {
      ...record,
      units: 'mmol/L',
      lowAlerts: { enabled: true, level: 5.55075, snooze: 0 },
      manufacturers: ['a', 'b'],
    },
  ]);
});
