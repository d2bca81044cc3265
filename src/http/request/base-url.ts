import type { HttpSettings } from '../../define/http.ts';
import { type ConnectorError, configError } from '../../errors.ts';
import { capitalised } from '../../text/capitalised.ts';
import { baseUrlSetting } from '../errors/request-context.ts';

/** The parts of a checked base URL. */
export interface BaseUrl {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Host and port, for messages. */
  readonly host: string;
  /** Path before every request's path; empty or `/…` without a slash at its end. */
  readonly prefix: string;
  /** Whether it is the local host, which is never reached through a proxy. */
  readonly loopback: boolean;
}

const LOOPBACK = /^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?(?:\/|$)/;
/** White space, control characters, backslashes and dot segments, which URL parsers repair silently. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const REPAIRED = /[\u0000-\u0020\u007f\\]|\/(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * Checks the address of an API: `https`, or `http` if the host is exactly `localhost` or `127.0.0.1`; no
 * user, query or fragment. Throws a `config` error that does not repeat the text, which may contain a password.
 */
export function parseBaseUrl(text: string, settings?: HttpSettings): BaseUrl {
  const wrong = (why: string): ConnectorError =>
    configError(
      `${capitalised(baseUrlSetting(settings))} cannot be used. ${why} Correct it in the settings of the destination.`,
      { code: 'ERR_BASE_URL' },
    );
  if (!text.startsWith('https://') && !LOOPBACK.test(text)) {
    throw wrong('It must start with https:// (http:// only for the hosts localhost and 127.0.0.1).');
  }
  if (REPAIRED.test(text))
    throw wrong('It contains spaces, backslashes, or "." or ".." as a part of its path.');
  if (/[?#]/.test(text)) throw wrong('It must not have a query ("?") or a fragment ("#").');
  if (!URL.canParse(text)) throw wrong('It is not a URL.');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || /^[^/]*\/\/[^/]*@/.test(text)) {
    throw wrong('It must not contain a user or a password.');
  }
  return {
    origin: url.origin,
    host: url.host,
    prefix: url.pathname.replace(/\/+$/, ''),
    loopback: url.hostname === 'localhost' || url.hostname === '127.0.0.1' || url.hostname === '[::1]',
  };
}
