import { ConnectorError } from '../../errors.ts';
import { formatDuration, formatWait } from '../../text/format-duration.ts';
import type { GateTimeout } from '../limits/gate-timeout.ts';
import { describeRequest, type RequestContext } from './request-context.ts';

/**
 * Returns the error of a request that was not sent because the gate would hold it for longer than it may wait. It is not
 * repeated: its caller has no time left.
 */
export function gateTimeoutError(
  { closedMs, waitedMs }: GateTimeout,
  where: RequestContext,
  nowWall: number,
): ConnectorError {
  const options = { exhausted: true, detail: describeRequest(where, 'not sent') } as const;
  if (closedMs === undefined)
    return new ConnectorError(
      'transient',
      `The request to ${where.host} was not sent: its time ended${waited(waitedMs)}, because the API responded to other requests slowly or not at all. Run the sync again.`,
      { ...options, code: 'ERR_NO_TURN' },
    );
  return new ConnectorError(
    'rate_limit',
    `The request to ${where.host} was not sent: the API asks to wait ${formatWait(closedMs, nowWall)}, which is longer than this request may wait. Try again after that time.`,
    { ...options, code: 'ERR_RATE_LIMITED', retryAfterMs: closedMs },
  );
}

const waited = (ms: number): string =>
  ms < 1000 ? ' before its turn' : ` after it had waited ${formatDuration(ms)} for its turn`;
