import { describe, expect, test } from 'vitest';
import {
  globalState,
  legacyState,
  lines,
  raw,
  record,
  streamState,
  streamStatus,
  withColumns,
} from './messages.ts';

describe('lines of input', () => {
  test('put raw JSON text into a record unchanged', () => {
    const data = withColumns({ a: 1 }, { big: '9007199254740993', '"': '1.10' });
    expect(record({ name: 's' }, data)).toBe(
      '{"type":"RECORD","record":{"stream":"s","emitted_at":1700000000000,"data":{"a":1,"big":9007199254740993,"\\"":1.10}}}',
    );
    expect(withColumns({}, {})).toEqual(raw('{}'));
  });

  test('omit a namespace, write null, or write its name', () => {
    const of = (namespace?: string | null) =>
      JSON.parse(record({ name: 's', ...(namespace !== undefined && { namespace }) }, {})).record;
    expect(of()).not.toHaveProperty('namespace');
    expect(of(null).namespace).toBeNull();
    expect(of('').namespace).toBe('');
  });

  test('put raw text, null or nothing into a state, and the id after it', () => {
    const stream = { name: 's' };
    expect(streamState(stream, raw('{"n":1.0}'), { id: 7, sourceCount: 2 })).toBe(
      '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"s"},"stream_state":{"n":1.0}},"sourceStats":{"recordCount":2},"id":7}}',
    );
    expect(JSON.parse(streamState(stream, null)).state.stream.stream_state).toBeNull();
    expect(JSON.parse(streamState(stream, undefined)).state.stream).not.toHaveProperty('stream_state');
  });

  test('include GLOBAL, LEGACY and untyped states', () => {
    expect(JSON.parse(globalState({ lsn: 1 }, [[{ name: 's' }, {}]])).state).toEqual({
      type: 'GLOBAL',
      global: {
        shared_state: { lsn: 1 },
        stream_states: [{ stream_descriptor: { name: 's' }, stream_state: {} }],
      },
    });
    expect(JSON.parse(legacyState({ a: 1 })).state).toEqual({ type: 'LEGACY', data: { a: 1 } });
    expect(JSON.parse(legacyState({ a: 1 }, { typed: false })).state).toEqual({ data: { a: 1 } });
  });

  test('include the status of a stream, and end with a newline each', () => {
    const status = streamStatus({ name: 's' }, 'COMPLETE');
    expect(JSON.parse(status).trace.stream_status).toEqual({
      stream_descriptor: { name: 's' },
      status: 'COMPLETE',
    });
    expect(lines('a', 'b')).toBe('a\nb\n');
  });
});
