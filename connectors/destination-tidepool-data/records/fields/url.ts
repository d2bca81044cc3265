import { isIPv6 } from 'node:net';

const USER = "(?:(?:[\\w.~!$&'()*+,;=:@-]|%[\\da-fA-F]{2})*@)?";
const ESCAPED = '(?:%25|%[89a-fA-F][\\da-fA-F])';
const NAME = `(?:[\\w.~!$&'()*+,;=<>"\\]\\u0080-\\uffff-]|${ESCAPED})+`;
const LITERAL = '\\[(?<ip>[^\\]%]*)(?:%25[^\\]/?#@]+)?\\]';
const PORT = ':\\d*';
const HOST = `(?:(?:${LITERAL}|${NAME})(?:${PORT})?|${PORT})`;
const PATH = '(?:/(?:%[\\da-fA-F]{2}|[^%?#])*)?';
const QUERY = '(?:\\?[^#]*)?';
const FRAGMENT = '(?:#(?:%[\\da-fA-F]{2}|[^%])*)?';
const ABSOLUTE = new RegExp(`^[a-zA-Z][a-zA-Z\\d+.-]*://${USER}${HOST}${PATH}${QUERY}${FRAGMENT}$`);

/** Whether a text is an absolute URL with a host for Go's net/url, which accepts other schemes and hosts than a browser. */
export function isUrl(value: string): boolean {
  const match = ABSOLUTE.exec(value);
  const ip = match?.groups?.ip;
  return match !== null && (ip === undefined || isIPv6(ip)) && !hasControlCharacter(value);
}

/** Control characters are allowed in the fragment only. */
function hasControlCharacter(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code === 0x23) return false;
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
