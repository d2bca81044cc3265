import { encodedPattern } from './text/encoded-pattern.ts';
import { literalPattern } from './text/literal-pattern.ts';

/** Masks secrets in texts that people read. STATE messages are not redacted: they are emitted unchanged. */
export interface Redactor {
  /** Marks a text as secret from now on. Blank texts are ignored. */
  add(secret: string): void;
  /** Returns the text with `****` in place of each secret, in any of its encodings. */
  redact(text: string): string;
}

const MASK = '****';

/** Shorter secrets (a test's `abc`, a digit) occur inside ordinary words, so they are masked only as whole words. */
const MIN_LENGTH = 6;

/**
 * Creates a redactor. It finds secrets raw, escaped for JSON and HTML and encoded for a URL (each up to twice, whichever
 * characters a program encodes), in hex, and in base64 and base64url, alone or inside a longer encoded text such as a Basic
 * credential.
 */
export function createRedactor(): Redactor {
  const anywhere = new Map<string, RegExp>();
  const wholeWords = new Map<string, RegExp>();
  const addTo = (forms: Map<string, RegExp>, pattern: string): void => {
    if (!forms.has(pattern)) forms.set(pattern, new RegExp(pattern, 'g'));
  };
  return {
    add(secret) {
      for (const text of new Set([secret, secret.trim()])) {
        if (text.trim() === '') continue;
        const short = text.length < MIN_LENGTH;
        for (const pattern of encodingsOf(text)) addTo(short ? wholeWords : anywhere, pattern);
        if (!short) for (const core of base64Cores(text)) addTo(anywhere, literalPattern(core));
      }
    },
    redact(text) {
      const spans: Span[] = [];
      for (const form of anywhere.values()) find(text, form, false, spans);
      for (const form of wholeWords.values()) find(text, form, true, spans);
      return spans.length === 0 ? text : mask(text, spans);
    },
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function find(text: string, form: RegExp, isWholeWord: boolean, spans: Span[]): void {
  form.lastIndex = 0;
  for (let found = form.exec(text); found; found = form.exec(text)) {
    const from = found.index;
    const to = from + found[0].length;
    form.lastIndex = from + 1; // Occurrences may overlap.
    if (!isWholeWord || (!WORD.test(characterBefore(text, from)) && !WORD.test(characterAt(text, to))))
      spans.push({ from, to });
  }
}

const WORD = /[\p{L}\p{N}_]/u;

/** The character before an index and the one at it; a surrogate pair is one character. */
const characterBefore = (text: string, at: number): string =>
  [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? '';
const characterAt = (text: string, at: number): string => [...text.slice(at, at + 2)][0] ?? '';

/** Replaces the spans by masks. Overlapping spans become one mask, so that no part of a secret remains. */
function mask(text: string, spans: Span[]): string {
  spans.sort((a, b) => a.from - b.from);
  let result = '';
  let end = 0;
  for (const { from, to } of spans) {
    if (from >= end) result += text.slice(end, from) + MASK;
    end = Math.max(end, to);
  }
  return result + text.slice(end);
}

/** Encodings of the whole secret, as sources of regular expressions. */
function encodingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const packed = [hex, hex.toUpperCase(), bytes.toString('base64'), bytes.toString('base64url')];
  return [encodedPattern(secret), ...packed.map(literalPattern)];
}

/**
 * The base64 characters that depend on the secret's bytes alone and not on bytes around them. Base64 packs three bytes into four
 * characters, so there are three such texts, one for each position in a group of three.
 */
function base64Cores(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
    const [from, to] = [Math.ceil((shift * 8) / 6), Math.floor((shifted.length * 8) / 6)];
    return (['base64', 'base64url'] as const).map((encoding) => shifted.toString(encoding).slice(from, to));
  });
}
