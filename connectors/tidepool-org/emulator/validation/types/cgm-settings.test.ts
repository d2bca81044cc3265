import { expect, test } from 'vitest';
import { about, borders, type Case, cases, letters, many, stored } from '../testing/cases.ts';

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
  [{ manufacturers: [''] }, 'value-empty /manufacturers/0'],
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

type Ends = readonly [least: number, most: number];

function alertBorders(name: string, member: string, least: number, max: number, units: string): Case[] {
  const error = `value-out-of-range /${member}`;
  return [
    alert(name, { [member]: least, units }),
    alert(name, { [member]: least - 1e-6, units }, error),
    alert(name, { [member]: max, units }),
    alert(name, { [member]: max + 1e-6, units }, error),
  ];
}

const levels = (name: string, mg: Ends, mmol: Ends) => [
  ...alertBorders(name, 'level', ...mg, 'mg/dL'),
  ...alertBorders(name, 'level', ...mmol, 'mmol/L'),
];

cases('an alert of a sensor', { ...settings, defaultAlerts: { enabled: true } }, [
  ...levels('low', [50, 150], [2.77537, 8.32612]),
  ...levels('lowPredicted', [50, 150], [2.77537, 8.32612]),
  ...levels('urgentLow', [40, 80], [2.2203, 4.4406]),
  ...levels('urgentLowPredicted', [40, 80], [2.2203, 4.4406]),
  ...levels('high', [100, 400], [5.55075, 22.20299]),
  ...levels('highPredicted', [100, 400], [5.55075, 22.20299]),
  ...['fall', 'rise'].flatMap((name) => [
    ...alertBorders(name, 'rate', 0, 10, 'mg/dL/minute'),
    ...alertBorders(name, 'rate', 0.05551, 0.55507, 'mmol/L/minute'),
  ]),
  ...['noData', 'outOfRange'].flatMap((name) => [
    ...alertBorders(name, 'duration', 0, 6, 'hours'),
    ...alertBorders(name, 'duration', 0, 360, 'minutes'),
    ...alertBorders(name, 'duration', 0, 21_600, 'seconds'),
  ]),
  [{ defaultAlerts: {} }, 'value-not-exists /defaultAlerts/enabled'],
  [{ defaultAlerts: { enabled: true, low: {} } }, 'value-not-exists /defaultAlerts/low/enabled'],
  alert('low', {}),
  alert('low', { level: 100 }, 'value-not-exists /units'),
  alert('low', { units: 'mg/dL' }, 'value-exists /units'),
  alert('low', { level: 1e6, units: 'mg/dl' }, 'value-not-allowed /units'),
  alert('low', { snooze: { duration: 10, units: 'hours' } }),
  alert('low', { snooze: { duration: 601, units: 'minutes' } }, 'value-out-of-range /snooze/duration'),
  alert('low', { snooze: {} }, 'value-not-exists /snooze/duration', 'value-not-exists /snooze/units'),
]);

const scheduled = { days: ['sunday'], start: 0, end: 0, alerts: { enabled: true } };

cases('scheduled alerts', { ...settings, scheduledAlerts: [scheduled] }, [
  [{ scheduledAlerts: many(10, () => scheduled) }],
  [{ scheduledAlerts: many(11, () => scheduled) }, 'length-out-of-range /scheduledAlerts'],
  [{ scheduledAlerts: [] }, 'value-empty /scheduledAlerts'],
  [{ scheduledAlerts: [{ ...scheduled, days: [] }] }],
  [{ scheduledAlerts: [{ ...scheduled, name: 'n', start: 86_400_000, end: 172_800_000 }] }],
  [
    { scheduledAlerts: [{ ...scheduled, start: 86_400_001, end: 172_800_001 }] },
    'value-out-of-range /scheduledAlerts/0/start',
    'value-out-of-range /scheduledAlerts/0/end',
  ],
  [
    { scheduledAlerts: [{ ...scheduled, days: ['Sun', 'monday', 'monday', '', 'MONDAY', 'Monday'] }] },
    'value-not-allowed /scheduledAlerts/0/days/0',
    'value-empty /scheduledAlerts/0/days/3',
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

const old = { enabled: true, snooze: 0 };

cases('older alerts in mmol/L', { ...settings, units: 'mmol/L' }, [
  ...borders('/lowAlerts/level', 3.27494, 8.32612, { beside: old, step: 1e-6 }),
  ...borders('/highAlerts/level', 5.55075, 22.20299, { beside: old, step: 1e-6 }),
]);

cases('older alerts', { ...settings, units: 'mg/dL' }, [
  ...borders('/lowAlerts/level', 59, 150, { beside: old }),
  ...borders('/highAlerts/level', 100, 400, { beside: old }),
  low({ enabled: undefined }, 'value-not-exists /enabled'),
  low({ snooze: 18_900_000 }, 'value-not-allowed /snooze'),
  [
    { outOfRangeAlerts: {} },
    'value-not-exists /outOfRangeAlerts/enabled',
    'value-not-exists /outOfRangeAlerts/snooze',
  ],
  [{ outOfRangeAlerts: { enabled: true, snooze: 14_400_000 } }],
  [{ outOfRangeAlerts: { enabled: true, snooze: 14_700_000 } }, 'value-not-allowed /outOfRangeAlerts/snooze'],
  [
    { rateOfChangeAlerts: { fallRate: { rate: -2 }, riseRate: { enabled: true } } },
    'value-not-exists /rateOfChangeAlerts/fallRate/enabled',
    'value-not-exists /rateOfChangeAlerts/riseRate/rate',
  ],
  low({ level: 150, snooze: 900_000 }),
  low({ level: 151, snooze: 14_400_000 }, 'value-out-of-range /level'),
  low({ snooze: 18_000_000 }),
  low({ snooze: 14_700_000 }, 'value-not-allowed /snooze'),
  low({ snooze: 600_000 }, 'value-not-allowed /snooze'),
  low({ level: undefined, snooze: undefined }, 'value-not-exists /level', 'value-not-exists /snooze'),
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
  [{ units: 'mg/x', ...change(5, 5) }, 'value-not-allowed /units'],
  [
    { rateOfChangeAlerts: {} },
    'value-not-exists /rateOfChangeAlerts/fallRate',
    'value-not-exists /rateOfChangeAlerts/riseRate',
  ],
]);

test('older alerts are stored in mmol/L, new ones unchanged', () => {
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

test('older alerts about changes are stored under another name', () => {
  expect(stored({ ...settings, units: 'mg/dL', ...change(-2, 3) })).toEqual([
    {
      ...settings,
      units: 'mmol/L',
      rateOfChangeAlert: {
        fallRate: { enabled: true, rate: -0.11101 },
        riseRate: { enabled: true, rate: 0.16652 },
      },
    },
  ]);
});
