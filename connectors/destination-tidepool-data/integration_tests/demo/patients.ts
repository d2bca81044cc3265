/** Two people, invented, with the devices that they wear. */
export const PATIENTS = [
  { id: 'abcdef0123', offset: 60, sensor: 'CGM-7:8JT4K1', pump: 'PMP-754:482913', meter: 'BGM-2:20931' },
  { id: 'b52e91c07d', offset: -300, sensor: 'CGM-7:5QW2R8', pump: 'PMP-754:117204', meter: 'BGM-2:88417' },
] as const;

export type Patient = (typeof PATIENTS)[number];

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const START = Date.UTC(2026, 2, 2);

/** The times that every record of a device has: the moment, and what the device's clock showed. */
export function times(at: number, { offset }: Patient): object {
  return {
    time: new Date(at).toISOString(),
    deviceTime: new Date(at + offset * MINUTE).toISOString().slice(0, 19),
    timezoneOffset: offset,
    conversionOffset: 0,
  };
}
