import { jsonResponse, type Provider } from '../provider.ts';

/** A provider that stores each line of a body, to test what lies around a provider. */
export interface NoteProvider extends Provider {
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

/** Sends one POST; the body of the answer is not read yet. */
export const post = (url: string, body: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { method: 'POST', body, redirect: 'manual', ...init });

/** The code of the network error that a call ended with, or what it gave instead. */
export async function networkError(call: Promise<unknown>): Promise<unknown> {
  try {
    return { noErrorBut: await call };
  } catch (thrown) {
    const { cause } = thrown as { cause?: { code?: string } };
    return cause?.code ?? (thrown as Error).name;
  }
}

/** Lets the event loop turn until the condition holds. The test's own time limit ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
