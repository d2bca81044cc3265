import {
  type EmulatedProvider,
  type EmulatedRequest,
  type EmulatedResponse,
  jsonResponse,
} from '../../src/emulator/provider.ts';
import { MARKED_NUMBER, MARKER } from './marked.ts';

/** Quotes of a record in provider messages, in the usual encodings of texts. */
const SPELLINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => encodeURIComponent(text),
  (text) => JSON.stringify({ [text]: text }),
  (text) => text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  (text) => `The value ${text} is not valid.`,
  (text) => `/payload/${text}/value`,
  (text) => encodeURIComponent(encodeURIComponent(text)),
];

/** Returns the content of records in a request: its values and names with the marker. */
function contentOf({ path, search, body }: EmulatedRequest): readonly string[] {
  const encoded = `${path}?${search}`;
  const text = `${decoded(encoded)}\n${body.toString()}`;
  return [...new Set([...text.matchAll(WORDS)].map(([word]) => word))];
}

const WORDS = new RegExp(`[\\p{L}\\p{N}_@.-]*${MARKER}[\\p{L}\\p{N}_@.-]*|${MARKED_NUMBER}`, 'giu');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** Quotes pieces of content in turn, in each encoding. */
function quoter() {
  let turn = 0;
  return (content: readonly string[]): string => {
    const piece = content[turn % content.length] ?? '';
    const spelling = SPELLINGS[Math.floor(turn / Math.max(1, content.length)) % SPELLINGS.length]!;
    turn++;
    return spelling(piece);
  };
}

export type Quote = () => string;
/** Returns a response that quotes content, or undefined to let the provider respond as usual. */
export type ResponseBehaviour = (
  request: EmulatedRequest,
  quote: Quote,
  usual: () => EmulatedResponse,
) => EmulatedResponse;

export interface Quoting extends EmulatedProvider {
  /** Number of responses that quoted content. */
  readonly quoted: () => number;
}

/** Wraps a provider: requests with content of records get responses of this behaviour, all others the usual response. */
export function quoting(inner: EmulatedProvider, behaviour: ResponseBehaviour): Quoting {
  const next = quoter();
  let content: readonly string[] = [];
  let quoted = 0;
  const handle = (request: EmulatedRequest): EmulatedResponse => {
    const own = contentOf(request);
    if (own.length > 0) content = own;
    if (content.length === 0) return inner.handle(request);
    const quote = (): string => {
      quoted++;
      return next(content);
    };
    return behaviour(request, quote, () => inner.handle(request));
  };
  return {
    name: inner.name,
    get stored() {
      return inner.stored;
    },
    handle,
    handlePartially: handle,
    quoted: () => quoted,
  };
}

// Requests without content get the usual response.
export const toContent =
  (response: (request: EmulatedRequest, quote: Quote) => EmulatedResponse): ResponseBehaviour =>
  (request, quote, usual) =>
    contentOf(request).length > 0 ? response(request, quote) : usual();

/** An error with every member that an API might have, all quoting content. */
export const failing = (status: number): ResponseBehaviour =>
  toContent((_, quote) =>
    jsonResponse(status, {
      status: 'error',
      ...{ code: quote(), title: quote(), detail: quote(), message: quote(), reason: quote() },
      ...{ error: quote(), error_id: quote(), id: quote(), [quote()]: quote() },
      source: { pointer: `/${quote()}`, parameter: quote() },
      errors: [{ code: quote(), title: quote(), detail: quote(), source: { pointer: `/0/${quote()}` } }],
      failedRows: { [quote()]: quote() },
      data: { [quote()]: quote() },
    }),
  );
