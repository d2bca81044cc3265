import { isObject } from '../json.ts';
import { alternativesOf, type Part } from './pattern-parts.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Characters of a text that only a pattern describes, the usual ones first. */
const CHARACTERS = [
  ...'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.:/@+ ',
  ...'!"#$%&\'()*,;<=>?[\\]^`{|}~',
];

/** Repetitions of a part that may be repeated without end: enough for different texts. */
const REPEATED = 8;

/**
 * Returns a text that fits a JSON Schema: of its format, or the plain text in the right length, or one that its pattern
 * describes. The text differs for each `i` if the schema allows it. Undefined if none of these fits.
 */
export function sampleText(schema: Schema, i: number, plain: string): string | undefined {
  const patterns = patternsOf(schema);
  const { minLength: least, maxLength: most = Number.POSITIVE_INFINITY } = schema as Record<string, number>;
  const fits = (text: string): boolean =>
    text.length >= (least ?? 0) && text.length <= most && patterns.every((pattern) => pattern.test(text));
  const found = FORMATS[String(schema.format)]?.(i);
  if (found !== undefined) return fits(found) ? found : undefined;
  // Only the end of a plain text differs.
  const cut = plain.padEnd(least ?? 0, '-').slice(-most);
  if (fits(cut)) return cut;
  return patterns.flatMap(({ source }) => described(source, i)).find((text) => text !== '' && fits(text));
}

/** One second later per record, starting with 2026. */
const timeOf = (i: number): string => new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString();

const FORMATS: Readonly<Record<string, (i: number) => string>> = {
  'date-time': timeOf,
  date: (i) => new Date(Date.UTC(2026, 0, 1 + (i % 365))).toISOString().slice(0, 10),
  time: (i) => timeOf(i).slice(11, 19),
  duration: (i) => `PT${i + 1}S`,
  email: (i) => `sample-${i}@example.com`,
  'idn-email': (i) => `sample-${i}@example.com`,
  hostname: (i) => `sample-${i}.example.com`,
  ipv4: (i) => `192.0.2.${i % 256}`,
  ipv6: (i) => `2001:db8::${(i % 65_536).toString(16)}`,
  uri: (i) => `https://example.com/sample/${i}`,
  url: (i) => `https://example.com/sample/${i}`,
  iri: (i) => `https://example.com/sample/${i}`,
  uuid: (i) => `00000000-0000-4000-8000-${i.toString(16).padStart(12, '0')}`,
  base64: (i) => Buffer.from(`sample ${i}`).toString('base64'),
};

/** zod writes several patterns of a text into `allOf`. */
function patternsOf(schema: Schema): readonly RegExp[] {
  const parts = [schema, ...(Array.isArray(schema.allOf) ? schema.allOf.filter(isObject) : [])];
  return parts.flatMap(({ pattern }) => {
    try {
      return typeof pattern === 'string' ? [new RegExp(pattern)] : [];
    } catch {
      return [];
    }
  });
}

/** Returns texts that match a pattern. Ignores look-arounds and back-references, so a text may not match a pattern with them. */
function described(pattern: string, i: number): string[] {
  return alternativesOf(pattern).flatMap((parts) =>
    [REPEATED, 0].map((most) =>
      textOf(
        parts.flatMap((part) => choicesOf(part, most)),
        i,
      ),
    ),
  );
}

/** Returns the characters that each place may have; a repeated part has its minimum of places, or up to `most`. */
function choicesOf({ kind, text, alternatives, min, max }: Part, most: number): (readonly string[])[] {
  const times = Math.min(max, Math.max(min, most));
  const once = (): (readonly string[])[] => {
    if (kind === 'other') return [];
    if (kind === 'group') return (alternatives[0] ?? []).flatMap((part) => choicesOf(part, most));
    const allowed = new RegExp(`^(?:${text})$`, 's');
    return [CHARACTERS.filter((character) => allowed.test(character))];
  };
  return Array.from({ length: times }, once).flat();
}

/** Chooses a character for each place, as the digits of `i`. */
function textOf(places: readonly (readonly string[])[], i: number): string {
  let rest = i;
  return places
    .toReversed()
    .map((choices) => {
      if (choices.length === 0) return '';
      const choice = choices[rest % choices.length]!;
      rest = Math.floor(rest / choices.length);
      return choice;
    })
    .toReversed()
    .join('');
}
