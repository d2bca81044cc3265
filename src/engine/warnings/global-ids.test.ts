import { describe, expect, it } from 'vitest';
import { testStreamRun } from '../../testing/test-batch.ts';
import { testContext } from '../../testing/test-context.ts';
import { anOperation, plansFor, type Streams } from '../testing/fixtures.ts';
import { globalIdWarner } from './global-ids.ts';

const operation = anOperation({ globalId: { field: 'id', advice: 'Change the setting.' } });

/** Returns the warnings after a record of each of these streams, in order. */
function warned(
  streams: Streams,
  records: readonly (readonly [stream: number, data: object])[],
  config = {},
) {
  const { context, log } = testContext();
  const { deliverable } = plansFor(operation, streams, { config, context });
  for (const [stream, data] of records) deliverable[stream]!.prepare(JSON.stringify(data), data);
  return log.lines;
}
const columns = (name: string, ...names: readonly string[]) => ({
  name,
  stream: { name, json_schema: { properties: Object.fromEntries(names.map((each) => [each, {}])) } },
});

describe('global ids of several streams', () => {
  it('cause one warning at the second stream, with all streams that have or declare them', () => {
    const streams = [columns('a'), columns('b'), columns('c', 'id'), columns('d', 'other')];
    const lines = warned(streams, [
      [0, { id: 1 }],
      [0, { id: 2 }],
      [1, { id: 1 }],
      [2, { id: 1 }],
      [3, { id: 1 }],
    ]);
    expect(lines).toEqual([
      'The streams "a", "b" and "c" bring the field id of thing. The provider does not distinguish its values by stream: records of different ' +
        'streams with the same value overwrite or hide one another. Change the setting.',
    ]);
  });

  it.each([
    [8, /^The streams "s0", "s1", "s2", "s3", "s4", "s5", "s6" and "s7" bring/],
    [9, /^The streams "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7" and 1 more bring/],
  ])('of %i streams cause one warning that names eight of them at most', (count, expected) => {
    const streams = Array.from({ length: count }, (_, at) => columns(`s${at}`, 'id'));
    const [warning, ...others] = warned(streams, [
      [0, { id: 1 }],
      [1, { id: 1 }],
    ]);
    expect(warning).toMatch(expected);
    expect(others).toEqual([]);
  });

  it.each([
    [
      'of one stream',
      [
        [0, { id: 1 }],
        [0, { id: 2 }],
      ],
    ],
    [
      'that are absent, null or empty',
      [
        [0, { id: 1 }],
        [1, {}],
        [1, { id: null }],
        [1, { id: '' }],
      ],
    ],
  ] as const)('cause no warning: those %s', (_, records) => {
    expect(warned(['a', 'b'], records)).toEqual([]);
  });

  it('cause no warning if each stream maps a column to them', () => {
    const mapped = (stream_name?: string) => ({
      field_mappings: [{ source_field: 'key', destination_field: 'id', ...(stream_name && { stream_name }) }],
    });
    const records = [
      [0, { key: 1 }],
      [1, { key: 1, id: 1 }],
    ] as const;
    const keyed = [
      [0, { key: 1 }],
      [1, { key: 1 }],
    ] as const;
    expect(warned(['a', 'b'], keyed, mapped())).toEqual([]);
    expect(warned(['a', 'b'], records, mapped('a'))).toHaveLength(1);
    const activated = ['a', 'b'].map((name) => ({ name, destination_object_name: 'thing' }));
    expect(
      warned(
        activated,
        records.map(([at]) => [at, { id: 1 }] as const),
      ),
    ).toEqual([]);
  });
});

it('a warning about global ids names no stream of another object', () => {
  const warnings: string[] = [];
  const stream = (name: string, object: string) => ({
    run: { ...testStreamRun, name, columns: ['id'] },
    operation: { ...operation, object },
  });
  const [a, b, other] = [stream('a', 'thing'), stream('b', 'thing'), stream('c', 'event')] as const;
  const note = globalIdWarner([a, other, b], { warn: (message) => warnings.push(message) });
  note(other, false);
  note(a, false);
  expect(warnings).toEqual([]);
  note(b, false);
  expect(warnings).toEqual([expect.stringMatching(/^The streams "a" and "b" bring the field id of thing\./)]);
});
