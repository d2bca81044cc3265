import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { bytesOf, type Exchange, send, writeHead } from './exchange.ts';
import type { FaultAction, FaultBody, RetryAfter } from './fault-schema.ts';
import type { EmulatedRequest, EmulatedResponse } from './provider.ts';

type Action<Type extends FaultAction['type']> = Extract<FaultAction, { type: Type }>;
type Actions = {
  readonly [Type in FaultAction['type']]: (exchange: Exchange, action: Action<Type>) => unknown;
};

/** Sends the faulty response that the action describes. */
export async function applyFault(exchange: Exchange, action: FaultAction): Promise<void> {
  await (ACTIONS[action.type] as (exchange: Exchange, action: FaultAction) => unknown)(exchange, action);
}

const ACTIONS: Actions = {
  status(exchange, { status, headers, retryAfter, body, when }) {
    if (when === 'after') exchange.apply();
    const wait =
      retryAfter === undefined ? {} : { 'Retry-After': retryAfterText(retryAfter, exchange.clock.wall()) };
    const content = bodyOf(body, exchange.request);
    send(exchange, { status, body: content.text, headers: { ...content.headers, ...headers, ...wait } });
  },
  reset(exchange, { when, by }) {
    if (when === 'after') exchange.apply();
    breakConnection(exchange, by);
  },
  hang(exchange, { when }) {
    if (when === 'after') exchange.apply();
  },
  async slow(exchange, { ms, when }) {
    const early = when === 'after' ? exchange.apply() : undefined;
    await exchange.sleep(ms);
    send(exchange, early ?? exchange.apply());
  },
  async dribble(exchange, { bytes, everyMs }) {
    const response = exchange.apply();
    const body = bytesOf(response);
    writeHead(exchange, response.status, { ...response.headers, 'Content-Length': body.length });
    exchange.response.flushHeaders();
    for (let from = 0; from < body.length && !exchange.response.destroyed; from += bytes) {
      await exchange.sleep(everyMs);
      exchange.response.write(body.subarray(from, from + bytes));
    }
    exchange.response.end();
  },
  async cut(exchange, { bytes, end }) {
    const response = exchange.apply();
    const body = bytesOf(response);
    // The content-length to announce if the usual body is empty; such a body never arrives.
    const announced = body.length || 64;
    const part = body.subarray(0, Math.min(bytes ?? body.length >> 1, announced - 1));
    writeHead(exchange, response.status, { ...response.headers, 'Content-Length': announced });
    exchange.response.flushHeaders();
    if (part.length > 0) await new Promise((written) => exchange.response.write(part, written));
    if (end !== 'hang') breakConnection(exchange, end);
  },
  redirect(exchange, { to, status, when }) {
    if (when === 'after') exchange.apply();
    send(exchange, { status, headers: { Location: to } });
  },
  async huge(exchange, { bytes, status }) {
    const response = exchange.apply();
    writeHead(exchange, status ?? response.status, { 'Content-Type': 'application/json' });
    // A client that disconnects in the middle is not an error here.
    await pipeline(Readable.from(blanks(bytes)), exchange.response).catch(() => {});
  },
  malformed(exchange, { text, status }) {
    const response = exchange.apply();
    send(exchange, {
      status: status ?? response.status,
      headers: { 'Content-Type': 'application/json' },
      body: text,
    });
  },
  partial(exchange, { rows, response }) {
    exchange.applyPartly(rows);
    if (response === 'reset') return breakConnection(exchange, 'rst');
    return send(exchange, internalError(response));
  },
  async late_commit(exchange, { ms }) {
    breakConnection(exchange, 'rst');
    await exchange.sleep(ms);
    exchange.apply();
  },
  async close(exchange, { announced, afterMs }) {
    if (announced) return send(exchange, exchange.apply(), { Connection: 'close' });
    const socket = exchange.incoming.socket;
    send(exchange, exchange.apply());
    if (!exchange.response.writableFinished) await once(exchange.response, 'finish');
    if (afterMs > 0) await exchange.sleep(afterMs);
    socket.destroySoon();
  },
};

const internalError = (status: number): EmulatedResponse => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: '{"error":"internal error"}',
});

function breakConnection({ incoming }: Exchange, by: 'rst' | 'fin'): void {
  if (by === 'rst') incoming.socket.resetAndDestroy();
  else incoming.socket.destroySoon();
}

function* blanks(bytes: number): Iterable<Buffer> {
  const chunk = Buffer.alloc(Math.min(bytes, 65_536), ' ');
  for (let left = bytes; left > 0; left -= chunk.length) yield chunk.subarray(0, left);
}

function retryAfterText(value: RetryAfter, now: number): string {
  if (typeof value === 'object') return new Date(now + value.date * 1000).toUTCString();
  return String(value);
}

function bodyOf(
  body: FaultBody,
  request: EmulatedRequest,
): { readonly text: string; readonly headers: Record<string, string> } {
  switch (body.type) {
    case 'empty':
      return { text: '', headers: {} };
    case 'json':
      return { text: JSON.stringify(body.value) ?? '', headers: { 'Content-Type': 'application/json' } };
    case 'html':
      return {
        text: body.text ?? '<!doctype html><html><body><h1>Sign in to continue</h1></body></html>',
        headers: { 'Content-Type': 'text/html; charset=utf-8' },
      };
    case 'text':
      return { text: body.text, headers: { 'Content-Type': 'text/plain; charset=utf-8' } };
    case 'echo':
      return { text: echo(request), headers: { 'Content-Type': 'text/plain; charset=utf-8' } };
  }
}

function echo({ method, path, headers, body }: EmulatedRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${path}`, ...lines, '', body.toString('utf8')].join('\n');
}
