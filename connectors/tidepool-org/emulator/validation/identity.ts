import { plainNumber } from './go-format.ts';
import type { Fields } from './place.ts';

/** Whose copies of a datum count as one: those of a device, or those of a data set. */
export type Scope = 'deviceId' | 'uploadId';

/**
 * The parts of a stored datum that its identity hash is made of, in their order. A corrected glucose value is a new
 * identity; of all other data with the same time, type and sub type only one survives. Throws where the service does.
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
