import { isIPv6 } from 'node:net';

/** The parts into which Go's `net/url` splits an address, without the fragment. */
const PARTS = /^[a-z][a-z\d+.-]*:\/\/(?:([^/?]*)@)?([^/?@]*)(\/[^?]*)?(?:\?.*)?$/is;
const USER = /^[\w.~!$&'()*+,;=:%@-]*$/;
/** In a host name only bytes beyond ASCII, and the percent sign itself, may be escaped. */
const HOST = /^(?:[\w.~!$&'()*+,;=<>"\]\u0080-\uffff-]|%25|%[89a-f][\da-f])*(?::\d*)?$/i;
const LITERAL = /^\[([^\]%]*)(%25.+)?\](?::\d*)?$/;

/**
 * Returns whether the service accepts a text as an absolute address with a host: as Go's `net/url` parses it, which differs from
 * a browser. More than one colon in a host was valid until Go 1.26, and is invalid here.
 */
export function isAddress(text: string): boolean {
  const [front, ...fragment] = text.split('#');
  if (hasControlCharacter(front!) || !isEscaped(fragment.join('#'))) return false;
  const parts = PARTS.exec(front!);
  if (!parts) return false;
  const [, user = '', host = '', path = ''] = parts;
  return USER.test(user) && isEscaped(user) && isEscaped(path) && isHost(host);
}

function isHost(text: string): boolean {
  const literal = LITERAL.exec(text);
  return literal ? isIPv6(literal[1]!) : text !== '' && HOST.test(text);
}

const isEscaped = (text: string) => !/%(?![\da-f]{2})/i.test(text);

function hasControlCharacter(text: string): boolean {
  return [...text].some((char) => char < ' ' || char === '\x7f');
}
