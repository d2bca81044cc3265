import { Reject, reject } from '@airbyte-ts/cdk';
import { type DataType, isForeignType } from '../records/index.ts';
import { inZone, localTime } from './local-time.ts';
import type { Datum } from './prepare.ts';

/** The values for rows that lack them. */
export interface Completion {
  /** Type of rows without a type of Tidepool. */
  readonly type: DataType;
  /** Device of rows without one; may be empty. */
  readonly deviceId: string;
  /** Time zone of times without one; may be empty. That of a row itself takes precedence. */
  readonly timezone: string;
}

/** Returns a function that completes a row with the type, the device and the time zone of its stream, or rejects the row. */
export function rowCompleter({ type, deviceId, timezone }: Completion): (row: Datum) => Datum | Reject {
  return (row) => {
    const device = isBlank(row.deviceId) ? deviceId : row.deviceId;
    if (device === '') return reject('deviceId is missing, and Device ID (device_id) is empty');
    const time = isBlank(row.timezone)
      ? inZone(row.time, timezone, 'Time Zone (timezone)')
      : inZone(row.time, row.timezone);
    if (time instanceof Reject) return time;
    const deviceTime = localTime(row.deviceTime);
    const isForeign = isForeignType(row.type);
    if (!isForeign && device === row.deviceId && time === row.time && deviceTime === row.deviceTime)
      return row;
    return {
      ...row,
      ...(isForeign && { type }),
      ...(device !== row.deviceId && { deviceId: device }),
      ...(time !== row.time && { time }),
      ...(deviceTime !== row.deviceTime && { deviceTime }),
    };
  };
}

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
