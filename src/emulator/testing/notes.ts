import { type EmulatedProvider, jsonResponse } from '../provider.ts';

/** A provider that stores each line of a body, for tests of the server around a provider. */
export interface NoteProvider extends EmulatedProvider {
  readonly notes: readonly string[];
}

export function noteProvider(): NoteProvider {
  const notes: string[] = [];
  const store = (lines: readonly string[]) => {
    notes.push(...lines);
    return jsonResponse(201, { stored: lines.length }, {});
  };
  return {
    name: 'notes',
    notes,
    get stored() {
      return notes.length;
    },
    handle({ body }) {
      const lines = linesOf(body);
      return { ...store(lines), effect: { what: 'stored', rows: lines.length } };
    },
    handlePartially({ body }, rows) {
      const lines = linesOf(body).slice(0, rows);
      return { ...store(lines), effect: { what: 'stored', rows: lines.length } };
    },
  };
}

const linesOf = (body: Buffer): string[] => body.toString('utf8').split('\n').filter(Boolean);

/** Sends one POST, without reading the body of the response. */
export const post = (url: string, body: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { method: 'POST', body, redirect: 'manual', ...init });

/** Returns the code of the network error that a call ended with, or its result. */
export async function networkError(call: Promise<unknown>): Promise<unknown> {
  try {
    return { noErrorBut: await call };
  } catch (thrown) {
    const { cause } = thrown as { cause?: { code?: string } };
    return cause?.code ?? (thrown as Error).name;
  }
}

/** Runs the event loop until the condition holds. The time limit of the test ends a futile wait. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
