import { literalPattern } from './literal-pattern.ts';

/**
 * Returns the source of a regular expression for a text in its usual encodings: as it is, escaped for JSON or HTML, or encoded
 * for a URL, up to twice. Each character may have another encoding, because every program chooses which ones it encodes. Letters
 * and digits of ASCII and `-._` are never encoded.
 */
export function encodedPattern(text: string): string {
  let pattern = '';
  let before = OPTIONAL_ESCAPE;
  for (const [piece] of text.matchAll(PIECES)) {
    const isRun = piece.startsWith('\\');
    pattern += isRun ? runPattern(piece.length) : characterPattern(piece, before);
    before = isRun ? NO_ESCAPE : OPTIONAL_ESCAPE;
  }
  return pattern;
}

/** A run of backslashes, or one character. */
const PIECES = /\\+|[\ud800-\udbff][\udc00-\udfff]|[\s\S]/g;

/** The backslashes of an escape: one, or three if its backslash was escaped too. */
const ESCAPE = '\\\\{1,3}';

/** Patterns before a character and before the letter of an escape. */
interface Before {
  readonly character: string;
  readonly letter: string;
}

const OPTIONAL_ESCAPE: Before = { character: `(?:${ESCAPE})?`, letter: ESCAPE };
/** After a run, whose pattern includes the backslashes: two patterns for them would have many ways to match a longer run. */
const NO_ESCAPE: Before = { character: '', letter: '' };

/** Matches a run of backslashes, and those that escape the character after it. */
function runPattern(count: number): string {
  const encoded = [`${ESCAPE}u005[cC]`, bytePattern(0x5c), entityPattern('\\')];
  return alternatives([
    `\\\\{${count},${4 * count + 3}}`,
    ...encoded.map((each) => `(?:${each}){${count}}(?:${ESCAPE})?`),
  ]);
}

function characterPattern(character: string, before: Before): string {
  if (/^[\w.-]$/.test(character)) return literalPattern(character);
  // Half a surrogate pair has no encoding in UTF-8 and is replaced.
  const written = new Set([character, Buffer.from(character).toString()]);
  return alternatives([...written].flatMap((each) => encodings(each, before)));
}

function encodings(character: string, before: Before): readonly string[] {
  const letter = JSON_LETTERS[character];
  const units = Array.from(
    { length: character.length },
    (_, at) => `u${hexPattern(character.charCodeAt(at), 4)}`,
  );
  return [
    // First, because the first character of some encodings is the character itself: `&amp;`.
    entityPattern(character),
    Array.from(Buffer.from(character), bytePattern).join(''),
    before.letter + units.join(ESCAPE),
    ...(letter === undefined ? [] : [before.letter + letter]),
    ...(character === ' ' ? ['\\+'] : []),
    before.character + literalPattern(character),
  ];
}

/** The letters of JSON's short escapes. */
const JSON_LETTERS: Readonly<Record<string, string>> = {
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
};

/** Names of HTML's entities that programs use. */
const NAMES: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

function entityPattern(character: string): string {
  const name = NAMES[character];
  const code = character.codePointAt(0)!;
  const forms = [`#0*${code}`, `#[xX]0*${hexPattern(code, 1)}`, ...(name === undefined ? [] : [name])];
  return `&(?:amp;){0,2}${alternatives(forms)};`;
}

const bytePattern = (byte: number): string => `%(?:25){0,2}${hexPattern(byte, 2)}`;

/** Matches a number in hexadecimal digits of either case. */
const hexPattern = (value: number, digits: number): string =>
  value
    .toString(16)
    .padStart(digits, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

const alternatives = (patterns: readonly string[]): string => `(?:${patterns.join('|')})`;
