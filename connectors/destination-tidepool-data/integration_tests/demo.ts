import type { Demo } from '@airbyte-ts/cdk/emulator';
import { type TidepoolOrg, tidepoolOrg, USER_ID } from '../../tidepool-org/emulator/tidepool-org.ts';
import { diary } from './demo/diary.ts';
import { DAY, MINUTE, PATIENTS, type Patient, START } from './demo/patients.ts';
import { pumpEvents } from './demo/pump-events.ts';

const DAYS = 3;
const [first, second] = PATIENTS;

/** Three days of two people, as a clinic's warehouse would hold them: sensor readings, a pump's log and a diary. */
const demo: Demo<TidepoolOrg> = {
  what: `${DAYS} days of two people: sensor, pump, meter and diary, in three streams; six records are invalid`,
  settings: {
    user_id_field: 'patient_id',
    records_per_data_set: 400,
    stream_mappings: [
      { stream_name: 'glucose_readings', object: 'cbg' },
      { stream_name: 'pump_events', object: 'bolus' },
      { stream_name: 'diary', object: 'food' },
    ],
    field_mappings: [
      { source_field: 'measured_at', destination_field: 'time', stream_name: 'glucose_readings' },
      { source_field: 'mg_dl', destination_field: 'value', stream_name: 'glucose_readings' },
      { source_field: 'sensor', destination_field: 'deviceId', stream_name: 'glucose_readings' },
    ],
  },
  catalog: {
    streams: [
      stream('glucose_readings', readings(0, first), 'append'),
      stream('pump_events', pumpEvents(0, first), 'append'),
      stream('diary', diary(0, first), 'append_dedup', [['entry_id']]),
    ],
  },
  *messages() {
    for (let day = 0; day < DAYS; day++) {
      for (const patient of PATIENTS) {
        yield* readings(day, patient).map((data) => record('glucose_readings', data));
        yield* pumpEvents(day, patient).map((data) => record('pump_events', data));
        yield* diary(day, patient).map((data) => record('diary', data));
        for (const name of ['glucose_readings', 'pump_events', 'diary']) yield state(name, day, patient.id);
      }
    }
  },
  faults: [
    {
      match: { method: 'POST', path: { regexp: '/data$' } },
      nth: 3,
      action: { type: 'status', status: 504, when: 'after', body: { type: 'html' } },
    },
  ],
  trouble: 'a 504 for data that were stored, and a data set whose closing stops halfway',
  provider: () =>
    tidepoolOrg({
      users: [{ id: second.id, username: 'second@example.com', password: 'second-password' }],
      permissions: [{ on: second.id, to: USER_ID, may: ['upload', 'view'] }],
      interruptions: [{ step: 'close:archive', nth: 2, response: 504 }],
    }),
  arrived(provider) {
    const data = provider.visible();
    const counts = new Map<string, number>();
    for (const { type } of data) counts.set(String(type), (counts.get(String(type)) ?? 0) + 1);
    const meal = data.find(({ type }) => type === 'wizard');
    const seen = provider.sets().filter(({ active }) => active).length;
    return [
      `${data.length} data of ${counts.size} types, of two people; ${provider.duplicates('identity')} of them twice`,
      [...counts].map(([type, count]) => `${count} ${type}`).join(', '),
      `in ${seen} data sets; ${provider.sets().length - seen} more were not activated and stay invisible`,
      `one of them: ${meal?.carbInput} g of carbohydrates at ${meal?.time}, and the bolus for them as a separate datum`,
    ];
  },
};

/** One reading every five minutes. A sensor that is being replaced gives some invalid readings. */
function readings(day: number, { id, sensor }: Patient): object[] {
  return Array.from({ length: 288 }, (_, n) => {
    const at = START + day * DAY + n * 5 * MINUTE;
    const afterMeals = [85, 149, 227].reduce(
      (sum, meal) => sum + 70 * Math.exp(-(((n - meal - 12) / 11) ** 2)),
      0,
    );
    const mg_dl = Math.round(104 + 14 * Math.sin(n / 31 + day) + afterMeals);
    return {
      patient_id: id,
      sensor,
      measured_at:
        n === 200 && day === 1 ? new Date(at).toISOString().slice(0, 19) : new Date(at).toISOString(),
      mg_dl: n === 201 && day === 1 ? 1190 : mg_dl,
      units: 'mg/dL',
      trend: n % 5 === 0 ? null : 'constant',
    };
  });
}

function stream(
  name: string,
  samples: readonly object[],
  destination_sync_mode: string,
  primary_key?: string[][],
): object {
  const properties = Object.fromEntries(samples.flatMap(Object.keys).map((column) => [column, {}]));
  return {
    stream: { name, json_schema: { type: 'object', properties }, supported_sync_modes: ['incremental'] },
    ...{ sync_mode: 'incremental', destination_sync_mode, ...(primary_key && { primary_key }) },
  };
}

const record = (name: string, data: object): string =>
  JSON.stringify({ type: 'RECORD', record: { stream: name, data, emitted_at: START } });

const state = (name: string, day: number, patient: string): string =>
  JSON.stringify({
    type: 'STATE',
    state: { type: 'STREAM', stream: { stream_descriptor: { name }, stream_state: { day, patient } } },
  });

export default demo;
