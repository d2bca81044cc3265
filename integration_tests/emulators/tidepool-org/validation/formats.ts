import { lengthOutOfRange } from './problem.ts';
import type { Check } from './rule.ts';
import { valid } from './scalars.ts';

export const isDataId: Check<string> = valid((value) => /^[0-9a-z]{32}$/.test(value), 'as data id');

/** Transmitters without an id are usual: the empty text is right. */
export const isTransmitterId: Check<string> = (value, at) =>
  value === '' ? undefined : transmitterId(value, at);
const transmitterId = valid((value) => /^[0-9a-zA-Z]{5,64}$/.test(value), 'as transmitter id');

/** `org.example.name`: at least two labels of up to 63 letters, digits and inner hyphens, 253 characters in all. */
export const isReverseDomain: Check<string> = (value, at) =>
  reverseDomain(value, at) ??
  (value.length > 253 ? lengthOutOfRange(value.length, 'less than or equal to 253') : undefined);
const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`);
const reverseDomain = valid((value) => DOMAIN.test(value), 'as reverse domain');

/** An absolute address with a host. */
export const isUrl: Check<string> = (value, at) =>
  url(value, at) ??
  (value.length > 2047 ? lengthOutOfRange(value.length, 'less than or equal to 2047') : undefined);
const url = valid((value) => /^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i.test(value) && URL.canParse(value), 'as url');

export const isZoneName: Check<string> = valid(isKnownZone, 'time zone name');

/**
 * The service knows the names in its zoneinfo folder, in their own spelling. Here the names come from ICU, which
 * ignores case and doesn't tell how it spells the old names: those pass if they begin with a capital letter.
 */
function isKnownZone(value: string): boolean {
  if (!/^[A-Z]/.test(value)) return false;
  const current = CURRENT_ZONES.get(value.toLowerCase());
  return current === undefined ? isOldZone(value) : current === value;
}
const CURRENT_ZONES = new Map(Intl.supportedValuesOf('timeZone').map((zone) => [zone.toLowerCase(), zone]));

/** Asking ICU takes longer than all the rest of a datum. */
function isOldZone(value: string): boolean {
  const known = OLD_ZONES.get(value);
  if (known !== undefined) return known;
  const answer = isKnownToIcu(value);
  OLD_ZONES.set(value, answer);
  return answer;
}
const OLD_ZONES = new Map<string, boolean>();

function isKnownToIcu(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
