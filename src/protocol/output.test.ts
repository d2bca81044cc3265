import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import outputSchema from '../../spec/protocol/output.json' with { type: 'json' };
import { ConnectorError, configError } from '../errors.ts';
import { connectionStatus, destinationCatalog, errorTrace, rateLimited } from './output.ts';

interface Trace {
  readonly trace: {
    readonly emitted_at: number;
    readonly error: Readonly<Record<'message' | 'internal_message' | 'stack_trace' | 'failure_type', string>>;
  };
}
const traceOf = (error: ConnectorError): Trace => errorTrace(error, 17) as unknown as Trace;

describe('the trace of an error', () => {
  it('shows no part of a secret, also where a text is cut in it', () => {
    const text = `${'x'.repeat(3_990)}sk-live-0123456789`;
    const trace = errorTrace(configError(text, { detail: text }), 1, (each) =>
      each.replaceAll('sk-live-0123456789', '****'),
    );
    expect(JSON.stringify(trace)).toContain('x****');
    expect(JSON.stringify(trace)).not.toContain('sk-live');
  });

  it('holds all that the platform needs to show it', () => {
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
          internal_message: 'ERR_THIS: GET /x 404',
          failure_type: 'config_error',
        },
      },
    });
  });

  it('shows where a foreign error came from, but none of its words nor the words of the provider', () => {
    const cause = new SyntaxError('Unexpected token in "secret\n    at secret"');
    const { trace } = traceOf(new ConnectorError('bug', 'It failed.', { cause, providerMessage: 'secret' }));
    expect(trace.error.stack_trace).toMatch(/^\s+at /);
    expect(JSON.stringify(trace)).not.toContain('secret');
  });

  it('stays small however much an error says', () => {
    const { trace } = traceOf(configError('x'.repeat(1e6), { detail: 'y'.repeat(1e6) }));
    expect(JSON.stringify(trace).length).toBeLessThan(50_000);
    expect([trace.error.message.length, trace.error.internal_message.length]).toEqual([4000, 4000]);
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
  it('are what the protocol asks for', () => {
    expect(connectionStatus('SUCCEEDED')).toEqual({
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
  ])('of %j is what the protocol allows: %j', (stream, said) => {
    const error = errorTrace(configError('No.', { stream }), 1);
    const waiting = rateLimited(stream, 1, 2);
    expect(error).toMatchObject({ trace: { error: { stream_descriptor: said } } });
    expect(waiting).toMatchObject({ trace: { stream_status: { stream_descriptor: said } } });
    for (const message of [error, waiting]) {
      expect(JSON.stringify(message)).not.toContain('null');
      expect(isOutput(message)).toBe(true);
    }
  });
});
