import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { members } from './scan.ts';
import { scopeOf, withStats } from './state.ts';
import { anyObjectText, lineBlank, objectText, valueText } from './testing/arbitrary-json.ts';

const counts = { recordCount: 5, rejectedRecordCount: 1 };
const STATS = '"destinationStats":{"recordCount":5.0,"rejectedRecordCount":1.0}';

type State = Record<string, unknown>;
const stateOf = (line: string): State => (JSON.parse(line) as { state: State }).state;

/** A STATE line in any layout: the members of `state` and the members around it. */
const parts = fc.tuple(
  lineBlank,
  fc.array(
    fc.constantFrom('"type":"STATE"', '"x":{"state":{}}', '"\\u0073tate_":[1]', '"y":9007199254740993'),
  ),
  anyObjectText(lineBlank),
  fc.array(fc.constantFrom('"z":"}}"', '"type" : "STATE"')),
  lineBlank,
);
const join = (list: readonly string[], at: 'before' | 'after'): string =>
  list.map((each) => (at === 'before' ? `${each},` : `,${each}`)).join('');

describe('withStats', () => {
  it('keeps the text except for destinationStats at the end of the state', () => {
    fc.assert(
      fc.property(parts, ([blank, before, state, after, end]) => {
        const head = `${blank}{${join(before, 'before')}"state":`;
        const tail = `${join(after, 'after')}${blank}}${end}`;
        const line = head + state + tail;
        const echoed = withStats(line, counts);
        expect(echoed.startsWith(head + state.slice(0, -1))).toBe(true);
        expect(echoed.endsWith(`${STATS}}${tail}`)).toBe(true);
        const separator = Object.keys(stateOf(line)).length > 0 ? 1 : 0;
        expect(echoed.length).toBe(line.length + STATS.length + separator);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the value except for destinationStats', () => {
    fc.assert(
      fc.property(parts, ([blank, before, state, after, end]) => {
        const line = `${blank}{${join(before, 'before')}"state":${state}${join(after, 'after')}}${end}`;
        const echoed = JSON.parse(withStats(line, counts)) as { state: State };
        expect(echoed.state.destinationStats).toEqual(counts);
        delete echoed.state.destinationStats;
        expect(JSON.stringify(echoed)).toBe(JSON.stringify(JSON.parse(line)));
      }),
      { numRuns: 500 },
    );
  });

  it('replaces earlier destinationStats of any value', () => {
    const old = fc.tuple(
      fc.constantFrom('"destinationStats"', '"destination\\u0053tats"'),
      valueText(lineBlank),
    );
    const other = fc.tuple(fc.constantFrom('"id"', '"stream"', '"data"'), valueText(lineBlank));
    const list = fc
      .tuple(fc.array(other), old, fc.array(fc.oneof(old, other)))
      .map(([a, b, c]) => [...a, b, ...c]);
    fc.assert(
      fc.property(objectText(list, lineBlank), (state) => {
        const line = `{"type":"STATE", "state": ${state} ,"after":[1.10]}`;
        const echoed = withStats(line, counts);
        const keys = members(echoed.slice('{"type":"STATE", "state": '.length)).map((each) => each.key);
        expect(keys.filter((key) => key === 'destinationStats')).toHaveLength(1);
        expect(echoed.startsWith('{"type":"STATE", "state": {')).toBe(true);
        expect(echoed.endsWith(' ,"after":[1.10]}')).toBe(true);
        const { destinationStats, ...rest } = stateOf(echoed);
        expect(destinationStats).toEqual(counts);
        const { destinationStats: _, ...came } = stateOf(line);
        expect(JSON.stringify(rest)).toBe(JSON.stringify(came));
      }),
    );
  });

  it('keeps digits and members that a number or a typed model would lose', () => {
    const line =
      '{"type":"STATE","state":{"type":"STREAM","id":7,"stream":{"stream_descriptor":{"name":"a","namespace":null},' +
      '"stream_state":{"lsn":9007199254740993,"max":1e400,"v":1.10,"k":1,"k":2,"u":"\\u00e9","s":" \u2028"}},' +
      '"sourceStats":{"recordCount":6.0},"partition_id":"p"}}';
    expect(withStats(line, counts)).toBe(`${line.slice(0, -2)},${STATS}}}`);
  });

  it('accepts an empty state, and null as destinationStats', () => {
    expect(withStats('{"type":"STATE","state":{}}', counts)).toBe(`{"type":"STATE","state":{${STATS}}}`);
    expect(withStats('{"state": { } }', counts)).toBe(`{"state": { ${STATS}} }`);
    expect(withStats('{"state":{"destinationStats":null,"id":1}}', counts)).toBe(
      `{"state":{"id":1,${STATS}}}`,
    );
    expect(withStats('{"state":{"destinationStats":null}}', counts)).toBe(`{"state":{${STATS}}}`);
  });

  it('writes counts of any size with a decimal point', () => {
    const line = withStats('{"state":{}}', { recordCount: 1_000_000_000, rejectedRecordCount: 0 });
    expect(line).toContain('{"recordCount":1000000000.0,"rejectedRecordCount":0.0}');
  });
});

describe('the scope of a state', () => {
  const stream = (descriptor: unknown) => ({ type: 'STREAM', stream: { stream_descriptor: descriptor } });

  it('is the stream that a STREAM state names, with its namespace unchanged', () => {
    expect(scopeOf(stream({ name: 'a' }))).toEqual({ stream: { name: 'a' } });
    expect(scopeOf(stream({ name: 'a', namespace: null }))).toEqual({
      stream: { name: 'a', namespace: null },
    });
    expect(scopeOf(stream({ name: 'a', namespace: 7 }))).toEqual({ stream: { name: 'a' } });
    expect(scopeOf(stream({ name: '', namespace: '' }))).toEqual({ stream: { name: '', namespace: '' } });
  });

  it('is all streams for GLOBAL, LEGACY and states that name no stream', () => {
    const states: Record<string, unknown>[] = [
      { type: 'GLOBAL', global: { stream_states: [] } },
      { type: 'GLOBAL', stream: { stream_descriptor: { name: 'a' } } },
      { type: 'LEGACY', data: {} },
      { data: {} },
      {},
      { type: 'STREAM' },
      { type: 'STREAM', stream: null },
      stream(null),
      stream({}),
      stream({ name: 7 }),
      { stream: { stream_descriptor: { name: 'a' } } },
      { type: 'NEWER', stream: { stream_descriptor: { name: 'a' } } },
    ];
    for (const state of states) expect(scopeOf(state)).toBe('all');
  });
});
