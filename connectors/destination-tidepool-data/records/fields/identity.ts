/**
 * The parts beside user, device and time that make two data the same for the service's deduplicators, as
 * https://github.com/tidepool-org/platform/tree/master/data/types writes them (IdentityFields).
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

/** The service stores blood glucose in mmol/L, with five decimals where it has to convert. */
function inMillimoles(value: number, units: unknown): number {
  if (units !== 'mg/dL' && units !== 'mg/dl') return value;
  return Math.trunc((value / 18.01559) * 100_000 + 0.5) / 100_000;
}
