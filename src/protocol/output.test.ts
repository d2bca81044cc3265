import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import outputSchema from '../../spec/protocol/output.json' with { type: 'json' };
import { ConnectorError, configError } from '../errors.ts';
import {
  connectionStatus,
  destinationCatalog,
  errorTrace,
  logMessage,
  rateLimited,
  specMessage,
} from './output.ts';

interface Trace {
  readonly trace: {
    readonly emitted_at: number;
    readonly error: Readonly<Record<'message' | 'internal_message' | 'stack_trace' | 'failure_type', string>>;
  };
}
const traceOf = (error: ConnectorError): Trace => errorTrace(error, 17) as unknown as Trace;

it('a status, a log line and a trace show no control characters of a provider', () => {
  const text = 'rejected: \u001b[2Jno\u0007';
  const shown = 'rejected: \ufffd[2Jno\ufffd';
  expect(connectionStatus('FAILED', text).connectionStatus.message).toBe(shown);
  expect(logMessage('INFO', text).log.message).toBe(shown);
  const { error } = traceOf(configError(text, { detail: text })).trace;
  expect(error.message).toBe(shown);
  expect(error.internal_message).toContain(`(${shown})`);
});

it('a secret with a control character is masked before the character is replaced', () => {
  const { trace } = errorTrace(configError('it was k\u0007y'), 1, (text) =>
    text.replaceAll('k\u0007y', '****'),
  );
  expect(JSON.stringify(trace)).toContain('it was ****');
});

describe('the trace of an error', () => {
  it('shows no part of a secret, also if a text is cut inside it', () => {
    const text = `${'x'.repeat(3_990)}sk-live-0123456789`;
    const trace = errorTrace(configError(text, { detail: text }), 1, (each) =>
      each.replaceAll('sk-live-0123456789', '****'),
    );
    expect(JSON.stringify(trace)).toContain('x****');
    expect(JSON.stringify(trace)).not.toContain('sk-live');
  });

  it('contains what the platform needs to show the error', () => {
    const error = configError('Do this.', {
      code: 'ERR_THIS',
      detail: 'GET /x 404',
      stream: { name: 'a', namespace: null },
    });
    expect(traceOf(error)).toMatchObject({
      type: 'TRACE',
      trace: {
        type: 'ERROR',
        emitted_at: 17,
        error: {
          message: 'Do this.',
          internal_message: 'ERR_THIS: Do this. (GET /x 404)',
          failure_type: 'config_error',
        },
      },
    });
  });

  it('contains the text for the user in the internal message where the platform shows nothing else', () => {
    const internal = (kind: 'config' | 'transient' | 'auth', detail?: string) =>
      traceOf(new ConnectorError(kind, 'Do this.', { code: 'ERR_THIS', ...(detail && { detail }) })).trace
        .error.internal_message;
    expect(internal('auth', 'status 401')).toBe('ERR_THIS: Do this. (status 401)');
    expect(internal('config')).toBe('ERR_THIS: Do this.');
    expect(internal('transient')).toBe('ERR_THIS: Do this.');
    expect(internal('transient', 'status 503')).toBe('ERR_THIS: status 503');
  });

  it('shows the stack frames of a foreign error, but neither its message nor the provider message', () => {
    const cause = new SyntaxError('Unexpected token in "secret\n    at secret"');
    const { trace } = traceOf(new ConnectorError('bug', 'It failed.', { cause, providerMessage: 'secret' }));
    expect(trace.error.stack_trace).toMatch(/^\s+at /);
    expect(JSON.stringify(trace)).not.toContain('secret');
  });

  it('stays small for an error with long texts', () => {
    const { trace } = traceOf(configError('x'.repeat(1e6), { detail: 'y'.repeat(1e6) }));
    expect(JSON.stringify(trace).length).toBeLessThan(50_000);
    expect([trace.error.message.length, trace.error.internal_message.length]).toEqual([4000, 4000]);
  });

  it('has at most 20,000 characters of stack frames', () => {
    const cause = new Error('bug');
    cause.stack = `Error: bug\n${'    at call (file.ts:1:1)\n'.repeat(10_000)}`;
    expect(traceOf(new ConnectorError('bug', 'It failed.', { cause })).trace.error.stack_trace).toHaveLength(
      20_000,
    );
  });

  it('has the failure type that decides about another attempt', () => {
    const kinds = ['config', 'auth', 'rate_limit', 'transient', 'protocol', 'bug'] as const;
    expect(kinds.map((kind) => traceOf(new ConnectorError(kind, kind)).trace.error.failure_type)).toEqual([
      'config_error',
      'config_error',
      'transient_error',
      'transient_error',
      'system_error',
      'system_error',
    ]);
  });
});

describe('other messages', () => {
  it('have the form that the protocol defines', () => {
    const spec = {
      connectionSpecification: {},
      documentationUrl: 'https://example.org',
      supported_destination_sync_modes: [],
    };
    expect(specMessage(spec)).toEqual({ type: 'SPEC', spec });
    expect(connectionStatus('SUCCEEDED')).toStrictEqual({
      type: 'CONNECTION_STATUS',
      connectionStatus: { status: 'SUCCEEDED' },
    });
    expect(connectionStatus('FAILED', 'why')).toMatchObject({
      connectionStatus: { status: 'FAILED', message: 'why' },
    });
    expect(destinationCatalog([])).toEqual({
      type: 'DESTINATION_CATALOG',
      destination_catalog: { operations: [] },
    });
    expect(rateLimited({ name: 'a' }, 17, 99)).toMatchObject({
      trace: {
        emitted_at: 17,
        stream_status: {
          status: 'RUNNING',
          reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: 99 } }],
        },
      },
    });
  });
});

describe('the descriptor of a stream', () => {
  const isOutput = new Ajv({ strictTypes: false }).compile(outputSchema);

  it.each([
    [{ name: 'a' }, { name: 'a' }],
    [{ name: 'a', namespace: null }, { name: 'a' }],
    [
      { name: 'a', namespace: '' },
      { name: 'a', namespace: '' },
    ],
    [
      { name: 'a', namespace: 'n' },
      { name: 'a', namespace: 'n' },
    ],
  ])('of %j in a TRACE is %j', (stream, descriptor) => {
    const error = errorTrace(configError('No.', { stream }), 1);
    const waiting = rateLimited(stream, 1, 2);
    expect(error).toMatchObject({ trace: { error: { stream_descriptor: descriptor } } });
    expect(waiting).toMatchObject({ trace: { stream_status: { stream_descriptor: descriptor } } });
    for (const message of [error, waiting]) {
      expect(JSON.stringify(message)).not.toContain('null');
      expect(isOutput(message)).toBe(true);
    }
  });
});
