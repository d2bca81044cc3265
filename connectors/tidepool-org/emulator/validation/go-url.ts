import { isIPv6 } from 'node:net';

/** The parts that Go's `net/url` cuts an address into, once the fragment is off. */
const PARTS = /^[a-z][a-z\d+.-]*:\/\/(?:([^/?]*)@)?([^/?@]*)(\/[^?]*)?(?:\?.*)?$/is;
const USER = /^[\w.~!$&'()*+,;=:%@-]*$/;
/** Only bytes beyond ASCII may be escaped in the name of a host, and the percent sign itself. */
const HOST = /^(?:[\w.~!$&'()*+,;=<>"\]\u0080-\uffff-]|%25|%[89a-f][\da-f])*(?::\d*)?$/i;
const LITERAL = /^\[([^\]%]*)(%25.+)?\](?::\d*)?$/;

/**
 * Whether the service takes a text for an absolute address with a host: what Go's `net/url` reads, which differs from
 * what a browser does. More than one colon in a host was right until Go 1.26, and is wrong here.
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
