import { closestMatch, configError } from '#cdk';

/** Where names of time zones begin that are not the first name of a place (IANA, `backward` included). */
const REGIONS =
  /^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US)\//;
const ALONE =
  /^(CET|CST6CDT|Cuba|EET|EST|EST5EDT|Egypt|Eire|GB|GB-Eire|GMT|GMT[+-]?0|Greenwich|HST|Hongkong|Iceland|Iran|Israel|Jamaica|Japan|Kwajalein|Libya|MET|MST|MST7MDT|NZ|NZ-CHAT|Navajo|PRC|PST8PDT|Poland|Portugal|ROC|ROK|Singapore|Turkey|UCT|UTC|Universal|W-SU|WET|Zulu)$/;
/** A part of a name in the wrong case; three capital letters are an abbreviation. */
const WRONG_PART = /\/[a-z]|[A-Z]{4}/;

/**
 * Throws a `config` error for a time zone that Tidepool would refuse: it looks names up in a folder of files, so their case counts
 * (platform, structure/validator). Empty is none.
 */
export function verifyTimezone(name: string): void {
  if (name === '') return;
  const right = nameOf(name);
  if (right === name) return;
  throw configError(
    `Time Zone (timezone) is no name of a time zone in its exact spelling.${
      right === undefined ? ' Enter an IANA name such as Europe/London.' : ` Did you mean "${right}"?`
    }`,
    { code: 'ERR_UNKNOWN_TIME_ZONE' },
  );
}

/** The name in its right spelling; undefined where no time zone is near to it. */
function nameOf(given: string): string | undefined {
  const known = Intl.supportedValuesOf('timeZone');
  if (known.includes(given)) return given;
  const canonical = resolved(given);
  if (canonical === undefined)
    return closestMatch(given, known) ?? closestMatch(given.split('/').at(-1) ?? '', known);
  // An older name of a time zone is as good to Tidepool, and the list does not have it.
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
