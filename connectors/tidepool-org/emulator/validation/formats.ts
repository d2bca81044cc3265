import { isTimeZone } from '../../time-zones.ts';
import { isAddress } from './go-url.ts';
import { lengthOutOfRange } from './problem.ts';
import type { Check } from './rule.ts';
import { valid } from './scalars.ts';

export const isDataId: Check<string> = valid((value) => /^[0-9a-z]{32}$/.test(value), 'as data id');

/** The empty text is valid, because many transmitters have no id. */
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

/** An absolute address with a host. Its length is counted in bytes. */
export const isUrl: Check<string> = (value, at) => {
  const length = Buffer.byteLength(value);
  return (
    url(value, at) ?? (length > 2047 ? lengthOutOfRange(length, 'less than or equal to 2047') : undefined)
  );
};
const url = valid(isAddress, 'as url');

/** The names in the service's zoneinfo folder, in the same case. The connector contains the list, because it needs it too. */
export const isZoneName: Check<string> = valid(isTimeZone, 'time zone name');
