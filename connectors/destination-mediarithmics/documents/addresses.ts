const LETTERS = '\\p{L}\\p{N}';
/** What stands before the @ of addresses in use: letters of any script, digits, and the signs that need no quotes (RFC 5322, RFC 6531). */
const LOCAL = `[${LETTERS}!#$%&'*+/=?^_\`{|}~.-]{1,64}`;
const LABEL = `[${LETTERS}](?:[${LETTERS}-]{0,61}[${LETTERS}])?`;
const ADDRESS = new RegExp(`^${LOCAL}@(?:${LABEL}\\.)+(?!\\p{N}+$)${LABEL}$`, 'u');
const MOST_CHARACTERS = 254;
/** With a name, or as a link. */
const MOST_OF_CELL = 1_000;

/** A name before an address in angle brackets. With an @ in it the cell has two addresses. */
const NAMED = /^[^<>@]*<([^<>]*)>$/;
const QUOTED = /^(["'])(.*)\1$/s;

/**
 * The one e-mail address that a cell holds: bare, in quotes, as `Name <address>` or as a `mailto:` link, with separators behind it.
 * Undefined for everything else, such as `N/A` or two addresses.
 */
export function addressIn(cell: string): string | undefined {
  if (cell.length > MOST_OF_CELL) return undefined;
  let text = cell.trim().replace(/[\s,;]+$/, '');
  text = NAMED.exec(text)?.[1]?.trim() ?? QUOTED.exec(text)?.[2]?.trim() ?? text;
  if (/^mailto:/i.test(text)) text = decoded(text.slice('mailto:'.length).replace(/\?.*$/s, ''));
  return text.length <= MOST_CHARACTERS && ADDRESS.test(text) ? text : undefined;
}

/** The text of a link; an empty one, which is no address, for what is no link. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text).trim();
  } catch {
    return '';
  }
}
