import { describe, expect, it } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { MessageReader } from './reader.ts';
import { newReader, readLine } from './testing/read-line.ts';

describe('a type in another spelling', () => {
  it.each([
    'record',
    'Record',
    ' RECORD ',
    'RECORD\n',
    'RECORD:',
    'state',
    'State',
    'trace',
    'STREAM',
    'LOG ',
    'log',
    'RECORDS',
  ])('%j fails the sync if a message of a needed type would be lost, else it is ignored', (type) => {
    const line = JSON.stringify({ type, record: { stream: 'a', data: { name: 'Jane' } } });
    const needed = /^[^a-z]*(record|state|trace)[^a-z]*$/i.exec(type)?.[1]?.toUpperCase();
    let error: unknown;
    try {
      expect(readLine(newReader(), line, 7).type).toBe('IGNORED');
    } catch (thrown) {
      error = thrown;
    }
    if (needed === undefined) return expect(error).toBeUndefined();
    expect(error).toMatchObject({ kind: 'protocol', code: 'ERR_NOT_A_MESSAGE' });
    expect((error as Error).message).toContain(`Line 7 of the input`);
    expect((error as Error).message).toContain(`a misspelt type; write ${needed} in capital letters`);
    expect((error as Error).message).not.toContain('Jane');
  });
});

describe('records', () => {
  it('keep the text of their data unchanged', () => {
    const reader = newReader();
    const data = '{ "id": 9007199254740993, "v": 1.10, "s": "\\u00e9\u2028", "k": 1, "k": 2 }';
    const line = `{"type":"RECORD","record":{"stream":"a","data":${data},"emitted_at":1700000000000}}`;
    for (let turn = 0; turn < 3; turn++)
      expect(readLine(reader, line)).toMatchObject({ type: 'RECORD', text: data });
  });

  it('without data, with null or with a list are still records; their stream rejects them', () => {
    const reader = newReader();
    expect(readLine(reader, '{"type":"RECORD","record":{"stream":"a"}}')).toMatchObject({
      text: 'null',
      data: undefined,
    });
    expect(readLine(reader, '{"type":"RECORD","record":{"stream":"a","data":null}}')).toMatchObject({
      text: 'null',
      data: null,
    });
    expect(readLine(reader, '{"type":"RECORD","record":{"stream":"a","data":[1]}}')).toMatchObject({
      text: '[1]',
      data: [1],
    });
  });

  it('of one layout resolve their stream once', () => {
    const lookups: string[] = [];
    const reader = new MessageReader((name) => lookups.push(name));
    for (let at = 1; at <= 100; at++)
      readLine(
        reader,
        `{"type":"RECORD","record":{"stream":"a","data":{"n":${at}},"emitted_at":${1_700_000_000_000 + at}}}`,
        at,
      );
    expect(lookups).toEqual(['a']);
  });

  it('of alternating layouts resolve their stream once per layout, up to 64 layouts', () => {
    for (const [layouts, asks] of [
      [3, 3],
      [64, 64],
      [66, 64 + 3 * 2],
    ] as const) {
      let lookups = 0;
      const reader = new MessageReader(() => lookups++);
      for (let turn = 0; turn < 3; turn++)
        for (let at = 0; at < layouts; at++)
          readLine(reader, `{"type":"RECORD","record":{"stream":"s${at}","data":{"n":1},"emitted_at":1}}`);
      expect([layouts, lookups]).toEqual([layouts, asks]);
    }
  });

  it('of a thousand streams are all read correctly', () => {
    const reader = newReader();
    for (let turn = 0; turn < 3; turn++)
      for (let at = 0; at < 1000; at++) {
        const line = `{"type":"RECORD","record":{"stream":"s${at}","data":{"n":${at}},"emitted_at":1}}`;
        expect(readLine(reader, line)).toMatchObject({ target: `-/s${at}`, data: { n: at } });
      }
  });

  it('of an unknown stream fail with the error that resolve throws', () => {
    const reader = new MessageReader((): string => {
      throw new Error('unknown stream');
    });
    expect(() => readLine(reader, '{"type":"RECORD","record":{"stream":"a","data":{}}}')).toThrow(
      'unknown stream',
    );
  });
});

describe('other messages', () => {
  it('that are states keep their line', () => {
    const line = '{"type":"STATE","state":{"type":"GLOBAL","id":1}}';
    expect(readLine(newReader(), line)).toEqual({ type: 'STATE', state: { type: 'GLOBAL', id: 1 }, line });
  });

  it('that are a stream status are read', () => {
    const line = (descriptor: object): string =>
      JSON.stringify({
        type: 'TRACE',
        trace: {
          type: 'STREAM_STATUS',
          emitted_at: 1,
          stream_status: { stream_descriptor: descriptor, status: 'COMPLETE' },
        },
      });
    expect(readLine(newReader(), line({ name: 'a', namespace: 'n' }))).toEqual({
      type: 'STATUS',
      name: 'a',
      namespace: 'n',
      status: 'COMPLETE',
    });
    expect(readLine(newReader(), line({ name: 'a' }))).toMatchObject({ name: 'a', namespace: undefined });
  });

  it('are ignored if they are other traces, useless to a destination, or of later protocol versions', () => {
    const lines = [
      '{"type":"LOG","log":{"level":"INFO","message":"x"}}',
      '{"type":"CONTROL","control":{}}',
      '{"type":"SPEC"}',
      '{"type":"SOMETHING_NEW","record":{"stream":"a"}}',
      '{"type":"TRACE","trace":{"type":"ESTIMATE"}}',
      '{"type":"TRACE"}',
      '{"type":"TRACE","trace":{"type":"NEWER","stream_status":{"stream_descriptor":{"name":"a"},"status":"COMPLETE"}}}',
      '{"type":"TRACE","trace":{"type":"STREAM_STATUS","stream_status":{"stream_descriptor":{"name":7},"status":"COMPLETE"}}}',
      '{"type":"TRACE","trace":{"type":"STREAM_STATUS","stream_status":{"status":"COMPLETE"}}}',
      '{"type":"TRACE","trace":{"type":"STREAM_STATUS","stream_status":{"stream_descriptor":{"name":"a"}}}}',
    ];
    for (const line of lines) expect(readLine(newReader(), line)).toEqual({ type: 'IGNORED' });
  });

  it('may contain nulls and unknown fields', () => {
    const line =
      '{"type":"RECORD","log":null,"state":null,"record":{"stream":"a","namespace":null,"meta":null,' +
      '"file_reference":null,"emitted_at":1700000000000,"new":{},"data":{"a":1}},"trace":null}';
    expect(readLine(newReader(), line)).toMatchObject({ type: 'RECORD', target: '-/a', data: { a: 1 } });
  });
});

describe('a line that is not a message', () => {
  const fail = (line: string): ConnectorError => {
    try {
      readLine(newReader(), line, 4711);
    } catch (error) {
      expect(error).toBeInstanceOf(ConnectorError);
      return error as ConnectorError;
    }
    throw new Error('nothing was thrown');
  };

  it('is named by its number and never quoted', () => {
    const broken = [
      '{"secret":',
      'secret',
      '{"type":"RECORD","record":{"stream":"s","data":{"a":secret}}}',
      '{"a":NaN}',
    ];
    for (const line of broken) {
      const error = fail(line);
      expect(error).toMatchObject({ kind: 'protocol', code: 'ERR_LINE_NOT_JSON' });
      expect(error.message).toMatch(/^Line 4711 of the input is not JSON \(\d+ characters\)\./);
      expect(`${error.message}${error.detail}${String(error.cause)}`).not.toContain('secret');
    }
  });

  it('is described in the error, with a remedy', () => {
    expect(fail('secret').message).toMatch(
      /^Line 4711 of the input is not JSON \(6 characters\)\. It is .+\. It may be a record, so the sync stops here instead of losing it; check what the source writes\.$/,
    );
    expect(fail('[]').message).toBe(
      'Line 4711 of the input is JSON but not a message of the Airbyte protocol: it is a JSON list. The sync stops here instead of losing it; check what the source writes.',
    );
  });

  it('fails the sync also if it is JSON', () => {
    const lines = [
      ...[
        '42',
        '"secret"',
        '[]',
        '{}',
        'null',
        '{"type":7}',
        '{"type":"RECORD"}',
        '{"type":"RECORD","record":[]}',
      ],
      ...[
        '{"type":"RECORD","record":{"data":{"secret":1}}}',
        '{"type":"RECORD","record":{"stream":7,"data":{}}}',
      ],
      ...['{"type":"STATE"}', '{"type":"STATE","state":null}', '{"type":"STATE","state":[]}'],
    ];
    for (const line of lines) {
      const error = fail(line);
      expect(error).toMatchObject({ kind: 'protocol', code: 'ERR_NOT_A_MESSAGE' });
      expect(error.message).toContain('Line 4711');
      expect(error.message).not.toContain('secret');
    }
  });
});
