import fc from 'fast-check';
import { DEVICE_ID, STRANGER_ID, USER_ID } from '../../connectors/tidepool-org/emulator/tidepool-org.ts';
import { depth } from '../../src/testing/depth.ts';
import type { Harness } from './harness.ts';
import type { Data } from './story.ts';

/** Number of random syncs for each property; `TIDEPOOL_STORIES=1000` runs more. */
const STORIES = Number(process.env.TIDEPOOL_STORIES ?? depth(30, 1000));

/** Time limit of a property, including the reduction of a failure, in milliseconds. */
const LONGEST_MS = 1_500;
const SHRINKING_MS = 240_000;

export const HOW_OFTEN = {
  numRuns: STORIES,
  // Reports a failure even if its reduction is not finished.
  interruptAfterTimeLimit: STORIES * LONGEST_MS + SHRINKING_MS,
};
export const TIMEOUT_MS = HOW_OFTEN.interruptAfterTimeLimit + 30_000;

export const PATIENTS = [USER_ID, STRANGER_ID] as const;
export const DEVICES = [DEVICE_ID, 'another-device'] as const;
export const patient = fc.nat(PATIENTS.length - 1);
export const device = fc.nat(DEVICES.length - 1);

/** The second patient lets the account upload and view. */
export const SHARED = {
  permissions: [{ on: STRANGER_ID, to: USER_ID, may: ['upload' as const, 'view' as const] }],
};

export const minute = (n: number): string => new Date(Date.UTC(2024, 0, 1, 0, n)).toISOString();

type Event = (time: string) => Data;

/** Events of several types, two of which embed another one that becomes a separate row. */
const EVENTS: readonly Event[] = [
  (time) => ({ type: 'cbg', time, units: 'mg/dL', value: 119 }),
  (time) => ({ type: 'food', time, name: 'bread' }),
  (time) => ({ type: 'basal', deliveryType: 'scheduled', time, duration: 60_000, rate: 0.7 }),
  (time) => ({ type: 'wizard', time, units: 'mmol/L', bolus: { subType: 'normal', normal: 1.5 } }),
  (time) => ({ type: 'wizard', time, units: 'mmol/L', bolus: { subType: 'automated', normal: 1 } }),
  (time) => ({
    ...{ type: 'deviceEvent', subType: 'alarm', alarmType: 'no_delivery', time },
    status: { status: 'suspended', reason: { suspended: 'manual' }, duration: 0 },
  }),
];

export const event = fc.constantFrom(...EVENTS);

/** Fields that may embed another datum. */
const PARTS = ['bolus', 'status'] as const;

/** Returns the event with an identifying number, and its embedded data. */
export function numbered(data: Data, n: number | string): Data {
  const own: Record<string, unknown> = { ...data, payload: { n: `${n}` } };
  for (const part of PARTS)
    if (own[part] !== undefined) own[part] = { ...(own[part] as Data), payload: { n: `${n}/${part}` } };
  return own;
}

/** Returns the numbers of an event and its embedded data. */
export const seenOf = (data: Data): string[] =>
  [data, ...PARTS.map((part) => data[part] as Data | undefined)].flatMap((one) => numberOf(one) ?? []);

/** Returns the numbers of all readable rows. */
export const seen = ({ provider }: Harness, userId?: string): string[] =>
  provider.visible(userId).map((datum) => numberOf(datum) ?? '?');

const numberOf = (data: Data | undefined): string | undefined =>
  (data?.payload as { n?: string } | undefined)?.n;
