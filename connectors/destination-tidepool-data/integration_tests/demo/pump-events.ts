import { DAY, HOUR, MINUTE, type Patient, START, times } from './patients.ts';

/** Events of one day from a pump and a meter, in order. Every record names its type. */
export function pumpEvents(day: number, patient: Patient): object[] {
  const midnight = START + day * DAY;
  const at = (hour: number, minute: number, event: object, deviceId: string = patient.pump) => ({
    at: midnight + hour * HOUR + minute * MINUTE,
    event: { ...event, deviceId },
  });
  const logged = [
    ...Array.from({ length: 24 }, (_, hour) => at(hour, 0, hour === 14 ? temporary : scheduled(hour))),
    at(6, 55, { type: 'smbg', subType: 'linked', units: 'mg/dL', value: 112 + day }, patient.meter),
    at(7, 5, meal(48, 4.1, { subType: 'normal', normal: 4.1 })),
    at(12, 20, meal(71, 6.2, { subType: 'dual/square', normal: 3.4, extended: 2.8, duration: 2 * HOUR })),
    at(14, 2, { type: 'deviceEvent', subType: 'pumpSettingsOverride', overrideType: 'physicalActivity' }),
    at(16, 40, { type: 'bolus', subType: 'normal', normal: 0.6, expectedNormal: 1.2 }),
    at(18, 45, { type: 'bolus', subType: 'square', extended: 2.4, duration: 90 * MINUTE }),
    at(21, 30, { type: 'bloodKetone', units: 'mmol/L', value: 0.2 + day / 10 }, patient.meter),
    ...(day === 0 ? [at(0, 1, settings)] : []),
    ...(day === 1 ? reservoirChange(at) : []),
    // Older software wrote this rate as a fraction of the usual one, which can't be converted back.
    ...(day === 2 ? [at(15, 1, { type: 'basal', deliveryType: 'temp', percent: 0.5, duration: HOUR })] : []),
  ];
  return logged
    .sort((a, b) => a.at - b.at)
    .map(({ at, event }) => ({ patient_id: patient.id, ...event, ...times(at, patient) }));
}

const scheduled = (hour: number) => ({
  type: 'basal',
  deliveryType: 'scheduled',
  scheduleName: 'Workdays',
  rate: hour < 6 ? 0.7 : 0.95,
  duration: HOUR,
});

const temporary = {
  type: 'basal',
  deliveryType: 'temp',
  percent: 0.4,
  rate: 0.38,
  duration: HOUR,
  suppressed: { type: 'basal', deliveryType: 'scheduled', scheduleName: 'Workdays', rate: 0.95 },
};

/** The pump's calculator, with the bolus that was given in it. */
const meal = (grams: number, net: number, bolus: object) => ({
  type: 'wizard',
  units: 'mg/dL',
  bgInput: 138,
  bgTarget: { low: 90, high: 120 },
  carbInput: grams,
  carbUnits: 'grams',
  insulinCarbRatio: 12,
  insulinSensitivity: 45,
  insulinOnBoard: null,
  recommended: { carb: net - 0.4, correction: 0.4, net },
  bolus: { type: 'bolus', ...bolus },
});

const settings = {
  type: 'pumpSettings',
  activeSchedule: 'Workdays',
  units: { bg: 'mg/dL', carb: 'grams' },
  manufacturers: ['Example Pumps'],
  model: '754',
  basalSchedules: {
    Workdays: [
      { start: 0, rate: 0.7 },
      { start: 6 * HOUR, rate: 0.95 },
    ],
    Weekend: [{ start: 0, rate: 0.8 }],
  },
  bgTarget: [{ start: 0, low: 90, high: 120 }],
  carbRatio: [{ start: 0, amount: 12 }],
  insulinSensitivity: [{ start: 0, amount: 45 }],
  payload: {},
};

function reservoirChange(
  at: (hour: number, minute: number, event: object) => { at: number; event: object },
): { at: number; event: object }[] {
  const event = (subType: string, more: object) => ({ type: 'deviceEvent', subType, ...more });
  return [
    at(9, 10, event('alarm', { alarmType: 'low_insulin' })),
    at(
      9,
      31,
      event('status', { status: 'suspended', duration: 8 * MINUTE, reason: { suspended: 'manual' } }),
    ),
    at(9, 36, event('reservoirChange', {})),
    at(9, 38, event('prime', { primeTarget: 'cannula', volume: 0.3 })),
    at(
      23,
      2,
      event('timeChange', { from: { time: '2026-03-03T23:02:00' }, to: { time: '2026-03-03T23:05:00' } }),
    ),
  ];
}
