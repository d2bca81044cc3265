import type {
  ConnectionStatusMessage,
  DestinationCatalogMessage,
  DestinationOperation,
  LogMessage,
  SpecMessage,
  TraceMessage,
} from '../../spec/types/output.ts';
import type { Level } from '../define/log.ts';
import type { ConnectorError, StreamDescriptor } from '../errors.ts';
import { withoutControls } from '../text/without-controls.ts';
import { framesOf } from './stack-frames.ts';

/**
 * The messages that a destination writes, except STATE, which is echoed as text (`state.ts`). Texts for people may repeat a
 * provider's, so their control characters are replaced; mask secrets before, since a secret may have some too.
 */

/** The platform cuts longer texts; cutting them here keeps the line small. */
const MAX_MESSAGE = 4_000;
const MAX_STACK = 20_000;

export const logMessage = (level: Level, message: string): LogMessage => ({
  type: 'LOG',
  log: { level, message: withoutControls(message) },
});

export const specMessage = (spec: SpecMessage['spec']): SpecMessage => ({ type: 'SPEC', spec });

export const connectionStatus = (
  status: 'SUCCEEDED' | 'FAILED',
  message?: string,
): ConnectionStatusMessage => ({
  type: 'CONNECTION_STATUS',
  connectionStatus: { status, ...(message !== undefined && { message: withoutControls(message) }) },
});

export const destinationCatalog = (operations: DestinationOperation[]): DestinationCatalogMessage => ({
  type: 'DESTINATION_CATALOG',
  destination_catalog: { operations },
});

/**
 * Returns a CONTROL line with a configuration, by which the platform replaces the stored one. The JSON text of the configuration
 * is inserted unchanged, because its numbers may have more digits than a JavaScript number.
 */
export const configUpdateLine = (config: string, now: number): string =>
  `{"type":"CONTROL","control":{"type":"CONNECTOR_CONFIG","emitted_at":${now},"connectorConfig":{"config":${config}}}}`;

/**
 * A TRACE without `emitted_at` would be dropped by the platform's validator. `redact` masks secrets in each text, before it is
 * cut: a part of one would not be recognised, and a secret such as `error` must not mask the names of the message.
 */
export function errorTrace(
  error: ConnectorError,
  now: number,
  redact: (text: string) => string = (text) => text,
): TraceMessage {
  const shown = (text: string): string => withoutControls(redact(text)).slice(0, MAX_MESSAGE);
  const { stack, functions } = framesOf(error);
  const { detail, message, failureType } = error;
  const facts = [detail, functions && `in ${functions}`].filter(Boolean);
  // The platform shows this alone as the reason of a job that failed with a config_error, so it contains the text for the user.
  const isReason = failureType === 'config_error' || detail === undefined;
  const internal = isReason ? [message, facts.length > 0 && `(${facts.join(', ')})`] : facts;
  return {
    type: 'TRACE',
    trace: {
      type: 'ERROR',
      emitted_at: now,
      error: {
        message: shown(error.message),
        internal_message: shown(`${error.code}: ${internal.filter(Boolean).join(' ')}`),
        ...(stack !== undefined && { stack_trace: redact(stack).slice(0, MAX_STACK) }),
        failure_type: error.failureType,
        ...(error.stream && { stream_descriptor: descriptorOf(error.stream) }),
      },
    },
  };
}

/** Shown by the platform as "rate limited". `quotaReset` is in milliseconds since 1970. */
export const rateLimited = (stream: StreamDescriptor, now: number, quotaReset: number): TraceMessage => ({
  type: 'TRACE',
  trace: {
    type: 'STREAM_STATUS',
    emitted_at: now,
    stream_status: {
      stream_descriptor: descriptorOf(stream),
      status: 'RUNNING',
      reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: quotaReset } }],
    },
  },
});

/** The protocol allows no null as a namespace: an absent one is left out. */
function descriptorOf({ name, namespace }: StreamDescriptor): { name: string; namespace?: string } {
  return { name, ...(typeof namespace === 'string' && { namespace }) };
}
