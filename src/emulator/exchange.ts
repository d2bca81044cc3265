import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { EmulatedRequest, EmulatedResponse } from './provider.ts';

/** One request and its response. */
export interface Exchange {
  readonly request: EmulatedRequest;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly clock: Clock;
  /** Calls the provider now: this is when the request takes effect. */
  apply(): EmulatedResponse;
  applyPartly(rows: number): EmulatedResponse;
  /** Called with the status when it is sent, and with Retry-After where there is one. */
  sent(status: number, retryAfter: string | undefined): void;
  /** Resolves after `ms` on the emulator's clock; rejects when the emulator closes. */
  sleep(ms: number): Promise<void>;
}

export const bytesOf = (response: EmulatedResponse): Buffer => Buffer.from(response.body ?? '');

/**
 * Writes the status line and headers. The date is that of the emulator's clock, because a client may compare Retry-After with it.
 */
export function writeHead(
  { response, clock, sent }: Exchange,
  status: number,
  headers: Readonly<Record<string, string | number>>,
): void {
  if (response.destroyed) return;
  const retryAfter = headers['Retry-After'];
  sent(status, retryAfter === undefined ? undefined : String(retryAfter));
  response.sendDate = false;
  response.writeHead(status, { Date: new Date(clock.wall()).toUTCString(), ...headers });
}

export function send(
  exchange: Exchange,
  response: EmulatedResponse,
  headers: Record<string, string> = {},
): void {
  if (response.reset) {
    exchange.incoming.socket.resetAndDestroy();
    return;
  }
  const body = bytesOf(response);
  // A 204 or 304 has no content-length and no body.
  const length = response.status === 204 || response.status === 304 ? {} : { 'Content-Length': body.length };
  writeHead(exchange, response.status, { ...response.headers, ...headers, ...length });
  exchange.response.end(body);
}
