import { Buffer } from 'node:buffer';

/**
 * Returns the encodings in which a text may leak: unchanged, escaped for JSON or a URL, and base64 of both alphabets, at any
 * position of a longer base64 text.
 */
function formsOf(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const url = encodeURIComponent(text);
  const base64 = [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    // The characters at the edges also depend on neighbouring bytes.
    return bytes.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
  });
  const base64url = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([text, json, url, url.replaceAll('%20', '+'), ...base64, ...base64url])];
}

/**
 * Returns the position in the list of the first text that the output contains in any encoding. The text itself must not be in a
 * report.
 */
export function leakIn(output: string, texts: readonly string[]): string | undefined {
  const leaked = texts.findIndex((text) => formsOf(text).some((form) => output.includes(form)));
  return leaked === -1 ? undefined : `number ${leaked + 1} of ${texts.length}`;
}
