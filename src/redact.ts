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
 * Creates a redactor. It finds secrets raw, JSON-escaped (once, twice, in ASCII only), URL-encoded (each usual way, either case
 * of hex), HTML-escaped, in hex, and in base64 and base64url, alone or inside a longer encoded text such as a Basic credential.
 */
export function createRedactor(): Redactor {
  const anywhere = new Set<string>();
  const wholeWords = new Set<string>();
  return {
    add(secret) {
      for (const text of new Set([secret, secret.trim()])) {
        if (text.trim() === '') continue;
        const short = text.length < MIN_LENGTH;
        for (const form of encodingsOf(text)) (short ? wholeWords : anywhere).add(form);
        if (!short) for (const core of base64Cores(text)) anywhere.add(core);
      }
    },
    redact(text) {
      const spans: Span[] = [];
      for (const form of anywhere) find(text, form, false, spans);
      for (const form of wholeWords) find(text, form, true, spans);
      return spans.length === 0 ? text : mask(text, spans);
    },
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function find(text: string, form: string, isWholeWord: boolean, spans: Span[]): void {
  for (let from = text.indexOf(form); from !== -1; from = text.indexOf(form, from + 1)) {
    const to = from + form.length;
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

/** Encodings of the whole secret. */
function encodingsOf(secret: string): Set<string> {
  const bytes = Buffer.from(secret);
  const wellFormed = bytes.toString();
  const json = JSON.stringify(secret).slice(1, -1);
  const urls = [
    encodeURIComponent(wellFormed),
    encodeURI(wellFormed),
    new URLSearchParams([['', wellFormed]]).toString().slice(1),
  ];
  return new Set([
    secret,
    wellFormed,
    json,
    JSON.stringify(json).slice(1, -1),
    json.replaceAll('/', '\\/'),
    ascii(json),
    ascii(json).replace(/\\u[0-9a-f]{4}/g, (unit) => `\\u${unit.slice(2).toUpperCase()}`),
    ...urls,
    ...urls.map((url) => url.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase())),
    ...HTML_QUOTES.map((quote) => htmlEscaped(wellFormed, quote)),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ]);
}

/** The usual escapes of an apostrophe in HTML. */
const HTML_QUOTES = ['&#39;', '&#x27;', '&apos;', "'"];

const htmlEscaped = (text: string, quote: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", quote);

/** Escapes every character beyond ASCII, as many JSON serialisers do. */
const ascii = (json: string): string =>
  json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

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
