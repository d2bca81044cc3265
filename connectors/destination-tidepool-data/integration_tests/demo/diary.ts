import { DAY, HOUR, MINUTE, type Patient, START, times } from './patients.ts';

/** Entries of one day in a diary app, which can be changed later. */
export function diary(day: number, patient: Patient): object[] {
  const midnight = START + day * DAY;
  const entry = (number: number, hour: number, minute: number, data: object) => ({
    entry_id: `${patient.id}-${day * 10 + number}`,
    patient_id: patient.id,
    deviceId: 'diary-app',
    ...data,
    ...times(midnight + hour * HOUR + minute * MINUTE, patient),
  });
  const eaten = (name: string, meal: string, net: number) => ({
    type: 'food',
    name,
    meal,
    nutrition: { carbohydrate: { net, units: 'grams' } },
  });
  return [
    entry(0, 7, 10, eaten('Porridge with berries', 'breakfast', 48)),
    entry(1, 10, 30, { type: 'water', amount: { value: 330, units: 'milliliters' } }),
    entry(2, 12, 25, eaten('Rice and beans', 'lunch', 71)),
    entry(3, 14, 0, {
      type: 'physicalActivity',
      activityType: day % 2 ? 'cycling' : 'swimming',
      duration: { value: 45, units: 'minutes' },
      reportedIntensity: 'medium',
    }),
    entry(4, 20, 15, { type: 'reportedState', states: [{ state: 'stress', severity: 1 + day }] }),
    entry(5, 22, 0, {
      type: 'insulin',
      dose: { total: 14, units: 'Units' },
      formulation: { simple: { actingType: 'long' } },
      site: 'thigh',
    }),
    // The lunch again, corrected to a bigger one.
    entry(2, 12, 25, eaten('Rice and beans', 'lunch', 86)),
  ];
}
