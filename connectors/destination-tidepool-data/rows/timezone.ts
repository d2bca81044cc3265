import { closestMatch, configError } from '@airbyte-ts/cdk';

/** The first parts of IANA time zone names, `backward` included. */
const REGIONS =
  /^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US)\//;
const ALONE =
  /^(CET|CST6CDT|Cuba|EET|EST|EST5EDT|Egypt|Eire|GB|GB-Eire|GMT|GMT[+-]?0|Greenwich|HST|Hongkong|Iceland|Iran|Israel|Jamaica|Japan|Kwajalein|Libya|MET|MST|MST7MDT|NZ|NZ-CHAT|Navajo|PRC|PST8PDT|Poland|Portugal|ROC|ROK|Singapore|Turkey|UCT|UTC|Universal|W-SU|WET|Zulu)$/;
/** A part of a name in the wrong case. Up to three capital letters may be an abbreviation. */
const WRONG_PART = /\/[a-z]|[A-Z]{4}/;

/**
 * Throws a `config` error for a time zone that Tidepool would reject. It looks names up as files, so they are case-sensitive
 * (platform, structure/validator). An empty name is valid.
 */
export function verifyTimezone(name: string): void {
  if (name === '') return;
  const right = nameOf(name);
  if (right === name) return;
  throw configError(
    `Time Zone (timezone) is not the exact name of a time zone.${
      right === undefined ? ' Enter an IANA name such as Europe/London.' : ` Did you mean "${right}"?`
    }`,
    { code: 'ERR_UNKNOWN_TIME_ZONE' },
  );
}

/** The name in its correct spelling; undefined if no time zone has a similar name. */
function nameOf(given: string): string | undefined {
  const known = Intl.supportedValuesOf('timeZone');
  if (known.includes(given)) return given;
  const canonical = resolved(given);
  if (canonical === undefined)
    return closestMatch(given, known) ?? closestMatch(given.split('/').at(-1) ?? '', known);
  // Tidepool also accepts older names of time zones, which the list does not contain.
  const isOwnCase = (REGIONS.test(given) && !WRONG_PART.test(given)) || ALONE.test(given);
  return isOwnCase && given.toLowerCase() !== canonical.toLowerCase() ? given : canonical;
}

function resolved(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
