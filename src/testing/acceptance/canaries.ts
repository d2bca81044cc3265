import { Buffer } from 'node:buffer';

/** A text in every form in which it may leak: as it is, escaped for JSON or a URL, in base64 of either alphabet and at any place of a longer base64 text. */
export function formsOf(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const url = encodeURIComponent(text);
  const base64 = [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    // The characters at the edges also depend on the neighbours.
    return bytes.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
  });
  const base64url = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([text, json, url, url.replaceAll('%20', '+'), ...base64, ...base64url])];
}

/** Which of the texts shows up in the output in any form, by its place in the list: a report of a leak is no place for the text itself. */
export function leakIn(output: string, texts: readonly string[]): string | undefined {
  const leaked = texts.findIndex((text) => formsOf(text).some((form) => output.includes(form)));
  return leaked === -1 ? undefined : `number ${leaked + 1} of ${texts.length}`;
}
