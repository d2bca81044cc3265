/**
 * Returns the values, besides user, device and time, by which the service's deduplicators recognise the same datum, as
 * in https://github.com/tidepool-org/platform/tree/master/data/types (IdentityFields).
 */
export function identityParts(record: Readonly<Record<string, unknown>>): readonly string[] {
  const { type, units, value } = record;
  switch (type) {
    case 'cbg':
    case 'smbg':
    case 'bloodKetone':
      return ['mmol/L', String(inMillimoles(Number(value), units))];
    case 'bolus':
    case 'deviceEvent':
      return [String(record.subType)];
    case 'basal':
      return [String(record.deliveryType)];
    default:
      return [];
  }
}

/** Converts blood glucose like the service, which stores mmol/L, with five decimals after a conversion. */
function inMillimoles(value: number, units: unknown): number {
  if (units !== 'mg/dL' && units !== 'mg/dl') return value;
  return Math.trunc((value / 18.01559) * 100_000 + 0.5) / 100_000;
}
