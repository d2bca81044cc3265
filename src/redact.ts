/** Keeps secrets out of texts. Meant for texts that people read: a STATE's own bytes are not its business. */
export interface Redactor {
  /** Makes a text a secret from now on. Empty and blank texts are ignored. */
  add(secret: string): void;
  /** The text with `****` wherever a secret stands in it, in any of the forms that texts carry secrets in. */
  redact(text: string): string;
}

const MASK = '****';

/** Shorter secrets (a test's `abc`, a digit) would blot out ordinary words, so they count only on their own. */
const MIN_LENGTH = 6;

/**
 * Secrets are found raw, JSON-escaped (once, twice, in ASCII only), URL-encoded (each usual way, either case of
 * hex), and in base64 and base64url, alone or inside a longer encoded text such as a Basic credential.
 */
export function createRedactor(): Redactor {
  const anywhere = new Set<string>();
  const alone = new Set<string>();
  return {
    add(secret) {
      for (const text of new Set([secret, secret.trim()])) {
        if (text.trim() === '') continue;
        const short = text.length < MIN_LENGTH;
        for (const form of forms(text)) (short ? alone : anywhere).add(form);
        if (!short) for (const core of base64Cores(text)) anywhere.add(core);
      }
    },
    redact(text) {
      const spans: Span[] = [];
      for (const form of anywhere) find(text, form, false, spans);
      for (const form of alone) find(text, form, true, spans);
      return spans.length === 0 ? text : mask(text, spans);
    },
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function find(text: string, form: string, alone: boolean, spans: Span[]): void {
  for (let from = text.indexOf(form); from !== -1; from = text.indexOf(form, from + 1)) {
    const to = from + form.length;
    if (!alone || (!WORD.test(before(text, from)) && !WORD.test(after(text, to)))) spans.push({ from, to });
  }
}

const WORD = /[\p{L}\p{N}_]/u;

/** The character that ends at an index, and the one that starts there: whole ones, also beyond the first plane. */
const before = (text: string, at: number): string => [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? '';
const after = (text: string, at: number): string => [...text.slice(at, at + 2)][0] ?? '';

/** Overlapping finds become one mask, so that no end of one secret is left behind the start of another. */
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

/** The ways in which the whole secret is written. */
function forms(secret: string): Set<string> {
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
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ]);
}

/** With every character beyond ASCII escaped, as many serialisers do. */
const ascii = (json: string): string =>
  json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * The characters that base64 makes of the secret's bytes alone, whatever stands around them: base64 packs three
 * bytes into four characters, so there are three such texts, one for each place in a group of three.
 */
function base64Cores(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
    const [from, to] = [Math.ceil((shift * 8) / 6), Math.floor((shifted.length * 8) / 6)];
    return (['base64', 'base64url'] as const).map((encoding) => shifted.toString(encoding).slice(from, to));
  });
}
