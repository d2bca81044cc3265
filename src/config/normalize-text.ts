import type { JsonSchema } from '../define/specification.ts';

/** A corrected text, and a clause that describes the correction. */
export interface NormalizedText {
  readonly text: string;
  readonly what: string;
}

/** White space, and the zero-width characters that web pages put between words. */
const BLANK = /[\s\u200b-\u200d\u2060\ufeff]/;
const QUOTED = /^(?:"(.*)"|'(.*)'|`(.*)`|“(.*)”|‘(.*)’|«(.*)»|<(.*)>)$/s;
/**
 * The name of a variable or header before a key: `api_key=`, `export MY_VARIABLE=`, `X-Api-Key:`, `Authorization:`, `token: `.
 */
const NAMED_KEY =
  /^(?:(?:export|set)\s+\w+\s*=|(?:[a-z][\w-]*[_-])?(?:api)?(?:key|token|secret)(?:\s*=|\s*:\s)|(?:[a-z-]*api[-_]?key|authorization)\s*:)\s*(?!=)(\S.*)$/is;
/** The name of a member of JSON. */
const QUOTED_NAME = /^(["'])([\w-]+)\1(?=\s*:)/;
/** A label before an id: `#1502`, `ID: 1502`, `datamart_id=1502`, `Organization 1502`. */
const LABELLED_ID = /^(?:[A-Za-z][A-Za-z_ -]*)?[\s:=#]+([A-Za-z0-9-]+)$/;
const ORIGIN = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/;

/**
 * Corrects an unambiguous mistake in a pasted text: blanks or quotes around it, a name before it (`api_key=`, `#`), capital
 * letters where case has no meaning, the address of a page instead of the id in it. Undefined if there is nothing to correct,
 * or the text would still be wrong.
 *
 * A text that fits its schema is not changed. The exception is a secret that has a pattern: quotes around it and a name before
 * it are removed, because they fit most patterns and no key has them.
 */
export function normalizedText(text: string, field: JsonSchema): NormalizedText | undefined {
  const trimmed = trim(text);
  const isFreeSecret = field.airbyte_secret === true && field.pattern === undefined;
  if (trimmed === '')
    return text === '' || isFreeSecret
      ? undefined
      : done('', 'contains only white space and counts as empty');
  const fits = fitting(field);
  const unquoted = unquote(trimmed);
  if (field.airbyte_secret && field.pattern !== undefined) {
    const key = unquote(NAMED_KEY.exec(unquote(trimmed.replace(QUOTED_NAME, '$2')))?.[1] ?? '');
    if (key !== '' && fits(key)) return done(key, 'is used without the name before it');
  }
  if (fits(text))
    return field.airbyte_secret && field.pattern !== undefined && unquoted !== trimmed && fits(unquoted)
      ? done(unquoted, 'is used without the quotes around it')
      : undefined;
  if (fits(trimmed) && unquoted === trimmed)
    return done(trimmed, 'is used without the white space around it');
  if (fits(unquoted)) return done(unquoted, 'is used without the quotes around it');
  const lower = unquoted.replace(ORIGIN, (origin) => origin.toLowerCase());
  if (fits(lower)) return done(lower, 'is used with its scheme and host in lower case');
  if (/^[A-Za-z0-9-]+$/.test(unquoted) && fits(unquoted.toLowerCase()) && field.enum === undefined)
    return done(unquoted.toLowerCase(), 'is used in lower case');
  if (field.pattern === undefined || field.airbyte_secret || fits('path')) return undefined;
  const part = LABELLED_ID.exec(unquoted)?.[1] ?? '';
  const labelled = fits(part) ? part : part.toLowerCase();
  if (labelled !== '' && fits(labelled)) return done(labelled, 'is used without the label before it');
  const id = idIn(unquoted, fits);
  return id === undefined ? undefined : done(id, 'is an address; the id in it is used');
}

function trim(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && BLANK.test(text[from]!)) from++;
  while (to > from && BLANK.test(text[to - 1]!)) to--;
  return text.slice(from, to);
}

const done = (text: string, what: string): NormalizedText => ({ text, what });

function fitting({ pattern, enum: values, const: constant }: JsonSchema): (text: string) => boolean {
  const expression = pattern === undefined ? undefined : new RegExp(pattern);
  return (text) =>
    (expression?.test(text) ?? true) &&
    (values?.includes(text) ?? true) &&
    (constant === undefined || constant === text);
}

function unquote(text: string): string {
  const inner = QUOTED.exec(text)
    ?.slice(1)
    .find((each) => each !== undefined);
  return inner === undefined ? text : trim(inner);
}

/** Returns the only id in an address. The pattern has to distinguish ids from the other parts of addresses. */
function idIn(text: string, fits: (text: string) => boolean): string | undefined {
  if (!/^https?:\/\/\S+$/i.test(text)) return undefined;
  const parts = text.replace(ORIGIN, '').split(/[/?#&=]/);
  const ids = parts
    .map((part) => (fits(part) ? part : part.toLowerCase()))
    .filter((part) => part !== '' && fits(part));
  const [id, ...others] = new Set(ids);
  return others.length === 0 ? id : undefined;
}
