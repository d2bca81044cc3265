/** Valid records of every kind, with every field of the service. For tests. */

type Fields = Readonly<Record<string, unknown>>;

export const TIME = '2024-05-14T08:17:09Z';

const where = { time: TIME, deviceId: 'Dev-1' };

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

const formulation = {
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

const nutrition = {
  carbohydrate: { units: 'grams', net: 27, total: 30, sugars: 14, dietaryFiber: 3 },
  energy: { units: 'kilocalories', value: 105 },
  fat: { units: 'grams', total: 1 },
  protein: { units: 'grams', total: 1 },
  estimatedAbsorptionDuration: 3600,
};

const delivered = { normal: 1, expectedNormal: 2 };
const spread = { duration: 1000, expectedDuration: 2000, extended: 1, expectedExtended: 2 };
const anyBolus = { type: 'bolus', ...where, deliveryContext: 'device', insulinFormulation: formulation };
const lasting = { type: 'basal', ...where, duration: 1000, expectedDuration: 2000 };
const scheduled = { type: 'basal', deliveryType: 'scheduled', rate: 1, scheduleName: 'S' };
const automated = {
  ...scheduled,
  deliveryType: 'automated',
  annotations: [{ a: 1 }],
  insulinFormulation: { name: 'I' },
  suppressed: scheduled,
};
const temp = {
  type: 'basal',
  deliveryType: 'temp',
  rate: 1,
  percent: 0.5,
  suppressed: automated,
};

const status = {
  type: 'deviceEvent',
  subType: 'status',
  ...where,
  status: 'suspended',
  reason: { suspended: 'manual' },
  duration: 10,
  expectedDuration: 20,
};
const event = { type: 'deviceEvent', ...where };
const factors = { basalRateScaleFactor: 0.8, carbRatioScaleFactor: 1.2, insulinSensitivityScaleFactor: 1.2 };

const level = (value: number) => ({
  enabled: true,
  level: value,
  units: 'mg/dL',
  snooze: { duration: 15, units: 'minutes' },
});
const alerts = {
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

const device = {
  name: 'N',
  manufacturers: ['Acme', 'Other'],
  model: 'M',
  serialNumber: '1',
  firmwareVersion: '1',
  hardwareVersion: '2',
  softwareVersion: '3',
};

const battery = { time: TIME, state: 'charging', remaining: 0.5, units: 'percent' };

/** Records by type and sub type, without the fields of `common`. */
export const samples: Readonly<Record<string, Fields>> = {
  cbg: {
    type: 'cbg',
    ...where,
    units: 'mg/dL',
    value: 119,
    trend: 'slowFall',
    trendRate: -2.2,
    trendRateUnits: 'mg/dL/minute',
    sampleInterval: 300_000,
    backfilled: false,
  },
  smbg: { type: 'smbg', ...where, units: 'mmol/L', value: 5.5, subType: 'linked' },
  bloodKetone: { type: 'bloodKetone', ...where, units: 'mmol/L', value: 0.6 },
  'bolus normal': { ...anyBolus, subType: 'normal', ...delivered },
  'bolus square': { ...anyBolus, subType: 'square', ...spread },
  'bolus dual/square': { ...anyBolus, subType: 'dual/square', ...delivered, ...spread },
  'bolus automated': { ...anyBolus, subType: 'automated', ...delivered },
  'basal scheduled': {
    ...lasting,
    deliveryType: 'scheduled',
    rate: 1,
    scheduleName: 'S',
    insulinFormulation: formulation,
  },
  'basal automated': {
    ...lasting,
    deliveryType: 'automated',
    rate: 1,
    scheduleName: 'S',
    suppressed: scheduled,
  },
  'basal temp': { ...lasting, deliveryType: 'temp', rate: 1, percent: 0.5, suppressed: automated },
  'basal suspend': { ...lasting, deliveryType: 'suspend', suppressed: temp },
  wizard: {
    type: 'wizard',
    ...where,
    units: 'mg/dL',
    bgInput: 200,
    bgTarget: { target: 100, high: 120 },
    bolus: { type: 'bolus', ...where, subType: 'normal', ...delivered, origin: { id: 'o:bolus' } },
    carbInput: 15,
    carbUnits: 'grams',
    insulinCarbRatio: 15,
    insulinOnBoard: 0.2,
    insulinSensitivity: 50,
    recommended: { carb: 1, correction: -2, net: 3 },
  },
  'deviceEvent alarm': { ...event, subType: 'alarm', alarmType: 'low_insulin', status },
  'deviceEvent calibration': { ...event, subType: 'calibration', units: 'mg/dL', value: 129 },
  'deviceEvent prime': { ...event, subType: 'prime', primeTarget: 'cannula', volume: 10 },
  'deviceEvent pumpSettingsOverride': {
    ...event,
    subType: 'pumpSettingsOverride',
    overrideType: 'preset',
    overridePreset: 'Run',
    method: 'manual',
    duration: 10,
    expectedDuration: 20,
    units: { bg: 'mg/dL' },
    bgTarget: { low: 80, high: 120 },
    ...factors,
  },
  'deviceEvent reservoirChange': { ...event, subType: 'reservoirChange', status },
  'deviceEvent status': status,
  'deviceEvent timeChange': {
    ...event,
    subType: 'timeChange',
    from: { time: '2024-05-14T08:00:00' },
    to: { time: '2024-05-14T09:00:00', timeZoneName: 'Europe/London' },
    method: 'manual',
  },
  'deviceEvent timeChange of old': {
    ...event,
    subType: 'timeChange',
    change: { agent: 'manual', from: '2024-05-14T08:00:00', to: '2024-05-14T09:00:00' },
  },
  food: {
    type: 'food',
    ...where,
    name: 'Banana',
    brand: 'B',
    code: 'C',
    meal: 'other',
    mealOther: 'tea',
    amount: { units: 'piece', value: 1 },
    nutrition,
    ingredients: [
      {
        name: 'Banana',
        brand: 'B',
        code: 'C',
        amount: { units: 'piece', value: 1 },
        nutrition: { fat: { units: 'grams', total: 1 } },
        ingredients: [{ name: 'Inner' }],
      },
    ],
  },
  insulin: {
    type: 'insulin',
    ...where,
    dose: { total: 12, units: 'Units', food: 5, correction: -1, active: 1 },
    formulation: { simple: { actingType: 'long', brand: 'L' } },
    site: 'abdomen',
  },
  physicalActivity: {
    type: 'physicalActivity',
    ...where,
    activityType: 'other',
    activityTypeOther: 'juggling',
    name: 'J',
    aggregate: false,
    reportedIntensity: 'medium',
    duration: { units: 'minutes', value: 31.5 },
    distance: { units: 'kilometers', value: 5.2 },
    elevationChange: { units: 'feet', value: 100 },
    energy: { units: 'kilojoules', value: 1000 },
    step: { count: 1000 },
    flight: { count: 3 },
    lap: { count: 4, distance: { units: 'yards', value: 440 } },
  },
  reportedState: {
    type: 'reportedState',
    ...where,
    states: [
      { state: 'stress', severity: 4 },
      { state: 'other', stateOther: 'tired' },
    ],
  },
  water: { type: 'water', ...where, amount: { units: 'milliliters', value: 330 } },
  dosingDecision: {
    type: 'dosingDecision',
    ...where,
    reason: 'loop',
    units: { bg: 'mg/dL', carb: 'grams', insulin: 'Units' },
    originalFood: { time: TIME, nutrition },
    food: { nutrition: { fat: { units: 'grams', total: 1 } } },
    smbg: { time: TIME, value: 100 },
    carbsOnBoard: { time: TIME, amount: 14 },
    insulinOnBoard: { time: TIME, amount: 1.2 },
    bgTargetSchedule: [
      { start: 0, target: 100, range: 10 },
      { start: 1000, low: 80, high: 120 },
    ],
    bgHistorical: [{ time: TIME, value: 100 }],
    bgForecast: [{ time: TIME, value: -100 }],
    recommendedBasal: { rate: 0.8, duration: 1_800_000 },
    recommendedBolus: { amount: 1 },
    requestedBolus: { normal: 1, extended: 1, duration: 1000 },
    warnings: [{ id: 'w', metadata: { a: 1 } }],
    errors: [{ id: 'e' }],
    scheduleTimeZoneOffset: -60,
  },
  cgmSettings: {
    type: 'cgmSettings',
    ...where,
    units: 'mg/dL',
    transmitterId: 'ABC12',
    defaultAlerts: alerts,
    scheduledAlerts: [
      {
        name: 'night',
        days: ['sunday', 'monday'],
        start: 79_200_000,
        end: 108_000_000,
        alerts: { enabled: false },
      },
    ],
    lowAlerts: { enabled: true, level: 70, snooze: 900_000 },
    highAlerts: { enabled: true, level: 200, snooze: 0 },
    rateOfChangeAlerts: { fallRate: { enabled: true, rate: -2 }, riseRate: { enabled: true, rate: 3 } },
    outOfRangeAlerts: { enabled: true, snooze: 1_200_000 },
    ...device,
  },
  controllerSettings: {
    type: 'controllerSettings',
    ...where,
    device,
    notifications: {
      authorization: 'authorized',
      alert: true,
      criticalAlert: true,
      badge: true,
      sound: true,
      announcement: true,
      notificationCenter: true,
      lockScreen: true,
      alertStyle: 'banner',
    },
  },
  controllerStatus: { type: 'controllerStatus', ...where, battery },
  pumpSettings: {
    type: 'pumpSettings',
    ...where,
    activeSchedule: 'A',
    units: { bg: 'mg/dL', carb: 'grams', insulin: 'Units' },
    basalSchedules: {
      A: [
        { start: 0, rate: 1 },
        { start: 1000, rate: 1.1 },
        { start: 86_400_000, rate: 0 },
      ],
      B: [{ start: 0, rate: 0 }],
    },
    carbRatio: [
      { start: 0, amount: 12 },
      { start: 1000, amount: 11 },
    ],
    insulinSensitivities: { A: [{ start: 0, amount: 65 }] },
    bgTarget: [
      { start: 0, target: 100, range: 15 },
      { start: 1000, target: 110, high: 120 },
    ],
    automatedDelivery: true,
    basal: { rateMaximum: { units: 'Units/hour', value: 5 }, temporary: { type: 'percent' } },
    bgSafetyLimit: 70,
    bgTargetPhysicalActivity: { target: 150 },
    bgTargetPreprandial: { low: 80, high: 90 },
    bolus: {
      amountMaximum: { units: 'Units', value: 10 },
      calculator: { enabled: true, insulin: { duration: 5, units: 'hours' } },
      extended: { enabled: false },
    },
    display: { bloodGlucose: { units: 'mg/dL' } },
    insulinFormulation: formulation,
    insulinModel: {
      modelType: 'other',
      modelTypeOther: 'own',
      actionDelay: 600,
      actionDuration: 21_600,
      actionPeakOffset: 10_800,
    },
    overridePresets: { Run: { abbreviation: 'R', duration: 1000, bgTarget: { target: 150 }, ...factors } },
    scheduleTimeZoneOffset: 60,
    ...device,
  },
  pumpStatus: {
    type: 'pumpStatus',
    ...where,
    basalDelivery: {
      state: 'temporary',
      dose: { startTime: TIME, endTime: '2024-05-14T09:17:09Z', rate: 1, amountDelivered: 0.5 },
    },
    battery,
    bolusDelivery: { state: 'delivering', dose: { startTime: TIME, amount: 1, amountDelivered: 0.5 } },
    deliveryIndeterminant: false,
    reservoir: { time: TIME, remaining: 100, units: 'Units' },
  },
  'pumpStatus of a schedule': {
    type: 'pumpStatus',
    ...where,
    basalDelivery: { state: 'scheduled', time: TIME },
    bolusDelivery: { state: 'none' },
  },
  alert: {
    type: 'alert',
    ...where,
    name: 'Low',
    issuedTime: TIME,
    acknowledgedTime: TIME,
    retractedTime: '2024-05-14T09:17:09Z',
    priority: 'normal',
    trigger: 'delayed',
    triggerDelay: 900,
    sound: 'name',
    soundName: 'Gong',
  },
};
