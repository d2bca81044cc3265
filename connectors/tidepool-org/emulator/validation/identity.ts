import { plainNumber } from './go-format.ts';
import type { Fields } from './place.ts';

/** Scope within which copies of a datum count as one: a device, or a data set. */
export type Scope = 'deviceId' | 'uploadId';

/**
 * Returns the parts of a stored datum that its identity hash consists of, in order. A corrected glucose value is a new
 * identity; of all other data with the same time, type and sub type only one is kept. Throws where the service does.
 */
export function identityOf(datum: Fields, userId: string, scope: Scope): readonly string[] {
  const parts: [name: string, value: unknown][] = [
    ['user id', userId],
    [scope === 'deviceId' ? 'device id' : 'upload id', datum[scope]],
    ['time', datum.time],
    ['type', datum.type],
    ...ownParts(datum),
  ];
  return parts.map(([name, value]) => {
    if (value === undefined) throw new Error(`${name} is missing`);
    if (value === '') throw new Error(`${name} is empty`);
    return typeof value === 'number' ? plainNumber(value) : String(value);
  });
}

function ownParts({ type, subType, deliveryType, units, value }: Fields): [string, unknown][] {
  switch (type) {
    case 'cbg':
    case 'smbg':
    case 'bloodKetone':
      return [
        ['units', units],
        ['value', value],
      ];
    case 'bolus':
    case 'deviceEvent':
      return [['sub type', subType]];
    case 'basal':
      return [['delivery type', deliveryType]];
    default:
      return [];
  }
}
