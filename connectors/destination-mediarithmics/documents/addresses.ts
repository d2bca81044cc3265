const LETTERS = '\\p{L}\\p{N}';
/**
 * The local part of common addresses: letters of any script, digits, and the characters that need no quotes (RFC 5322, RFC 6531).
 */
const LOCAL = `[${LETTERS}!#$%&'*+/=?^_\`{|}~.-]{1,64}`;
const LABEL = `[${LETTERS}](?:[${LETTERS}-]{0,61}[${LETTERS}])?`;
const ADDRESS = new RegExp(`^${LOCAL}@(?:${LABEL}\\.)+(?!\\p{N}+$)${LABEL}$`, 'u');
const MAX_ADDRESS_CHARACTERS = 254;
/** Maximum length of a cell, which may also contain a name or be a link. */
const MAX_CELL_CHARACTERS = 1_000;

/** A name before an address in angle brackets. A name with an @ does not match, because the cell then has two addresses. */
const NAMED = /^[^<>@]*<([^<>]*)>$/;
const QUOTED = /^(["'])(.*)\1$/s;

/**
 * Reads the only e-mail address of a cell: bare, in quotes, as `Name <address>` or as a `mailto:` link, with optional trailing
 * separators. Undefined for all other values, such as `N/A` or two addresses.
 */
export function addressIn(cell: string): string | undefined {
  if (cell.length > MAX_CELL_CHARACTERS) return undefined;
  let text = cell.trim().replace(/[\s,;]+$/, '');
  text = NAMED.exec(text)?.[1]?.trim() ?? QUOTED.exec(text)?.[2]?.trim() ?? text;
  if (/^mailto:/i.test(text)) text = decoded(text.slice('mailto:'.length).replace(/\?.*$/s, ''));
  return text.length <= MAX_ADDRESS_CHARACTERS && ADDRESS.test(text) ? text : undefined;
}

/** Decodes the text of a link; empty, which is not an address, if the encoding is invalid. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text).trim();
  } catch {
    return '';
  }
}
