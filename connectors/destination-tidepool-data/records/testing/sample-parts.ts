/** Parts that several sample records share. */

export type Fields = Readonly<Record<string, unknown>>;

export const TIME = '2024-05-14T08:17:09Z';

export const where = { time: TIME, deviceId: 'Dev-1' };

/** Fields of every datum. */
export const common: Fields = {
  deviceTime: '2024-05-14T10:17:09',
  timezone: 'Europe/London',
  timezoneOffset: 60,
  clockDriftOffset: -1000,
  conversionOffset: 0,
  id: '0123456789abcdefghijklmnopqrstuv',
  origin: {
    id: 'o-1',
    name: 'org.example.app',
    version: '1.0',
    type: 'service',
    time: TIME,
    payload: { a: 1 },
  },
  payload: { a: 1 },
  annotations: [{ code: 'bg/out-of-range', value: 'low', threshold: 40 }],
  notes: ['a', 'a'],
  tags: ['a', 'b'],
  associations: [
    { type: 'datum', id: '0123456789abcdef0123456789abcdef', reason: 'why' },
    { type: 'url', url: 'https://example.org/a?b#c' },
  ],
  location: {
    name: 'home',
    gps: {
      latitude: { units: 'degrees', value: 52.5 },
      longitude: { units: 'degrees', value: 13.4 },
      elevation: { units: 'meters', value: 34 },
      floor: 3,
      horizontalAccuracy: { units: 'feet', value: 10 },
      verticalAccuracy: { units: 'meters', value: 10 },
      origin: { id: 'gps' },
    },
  },
  source: 'carelink',
};

export const formulation = {
  name: 'Mix',
  compounds: [
    {
      amount: 1,
      formulation: {
        simple: { actingType: 'rapid', brand: 'B', concentration: { units: 'Units/mL', value: 100 } },
      },
    },
    { amount: 2, formulation: { compounds: [{ amount: 1, formulation: { name: 'Inner' } }] } },
  ],
};

export const nutrition = {
  carbohydrate: { units: 'grams', net: 27, total: 30, sugars: 14, dietaryFiber: 3 },
  energy: { units: 'kilocalories', value: 105 },
  fat: { units: 'grams', total: 1 },
  protein: { units: 'grams', total: 1 },
  estimatedAbsorptionDuration: 3600,
};

export const delivered = { normal: 1, expectedNormal: 2 };
export const spread = { duration: 1000, expectedDuration: 2000, extended: 1, expectedExtended: 2 };
export const anyBolus = {
  type: 'bolus',
  ...where,
  deliveryContext: 'device',
  insulinFormulation: formulation,
};
export const lasting = { type: 'basal', ...where, duration: 1000, expectedDuration: 2000 };
export const scheduled = { type: 'basal', deliveryType: 'scheduled', rate: 1, scheduleName: 'S' };
export const automated = {
  ...scheduled,
  deliveryType: 'automated',
  annotations: [{ a: 1 }],
  insulinFormulation: { name: 'I' },
  suppressed: scheduled,
};
export const temp = {
  type: 'basal',
  deliveryType: 'temp',
  rate: 1,
  percent: 0.5,
  suppressed: automated,
};

export const status = {
  type: 'deviceEvent',
  subType: 'status',
  ...where,
  status: 'suspended',
  reason: { suspended: 'manual' },
  duration: 10,
  expectedDuration: 20,
};
export const event = { type: 'deviceEvent', ...where };
export const factors = {
  basalRateScaleFactor: 0.8,
  carbRatioScaleFactor: 1.2,
  insulinSensitivityScaleFactor: 1.2,
};

const level = (value: number) => ({
  enabled: true,
  level: value,
  units: 'mg/dL',
  snooze: { duration: 15, units: 'minutes' },
});
export const alerts = {
  enabled: true,
  urgentLow: level(55),
  urgentLowPredicted: level(55),
  low: level(80),
  lowPredicted: { enabled: false },
  high: level(200),
  highPredicted: { enabled: true, level: 10, units: 'mmol/L' },
  fall: { enabled: true, rate: 2, units: 'mg/dL/minute' },
  rise: { enabled: true, rate: 0.2, units: 'mmol/L/minute' },
  noData: { enabled: true, duration: 1, units: 'hours' },
  outOfRange: { enabled: true, duration: 20, units: 'minutes' },
};

export const device = {
  name: 'N',
  manufacturers: ['Acme', 'Other'],
  model: 'M',
  serialNumber: '1',
  firmwareVersion: '1',
  hardwareVersion: '2',
  softwareVersion: '3',
};

export const battery = { time: TIME, state: 'charging', remaining: 0.5, units: 'percent' };
