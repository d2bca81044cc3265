import { describe, expect, it } from 'vitest';
import { beginning, catalogOf, clearing, ending, lineOf, type PlatformBehaviour } from './manner.ts';

const streams = [
  { name: 'users', mode: 'append_dedup', object: 'person', properties: {}, primaryKey: [['id']] },
];
const registry: PlatformBehaviour = { world: 'registry', prefix: 'px_' };
const custom: PlatformBehaviour = { world: 'custom', prefix: '' };
const python: PlatformBehaviour = { world: 'pyairbyte', prefix: '' };

const configured = (manner: PlatformBehaviour, job?: 'clear') =>
  JSON.parse(catalogOf(streams, manner, job)).streams[0];
const said = (step: Parameters<typeof lineOf>[0], manner: PlatformBehaviour) =>
  JSON.parse(lineOf(step, manner, streams, 3));
const state = { kind: 'state', id: 7, blob: { at: 1 } } as const;

describe('the platform', () => {
  it('sets the prefix before a stream in the catalog, records and its states, not in GLOBAL ones', () => {
    expect(configured(registry).stream.name).toBe('px_users');
    expect(said({ kind: 'record', stream: 'users', data: {} }, registry).record.stream).toBe('px_users');
    expect(said({ ...state, stream: 'users' }, registry).state.stream.stream_descriptor.name).toBe(
      'px_users',
    );
    expect(said(state, registry).state.global.stream_states[0].stream_descriptor.name).toBe('users');
  });

  it('numbers states and says what it has counted', () => {
    expect(said(state, registry).state).toMatchObject({ id: 7, sourceStats: { recordCount: 3 } });
  });

  it('gives generations, the destination’s object and COMPLETE to what it knows from a registry, and none to a custom connector', () => {
    expect(configured(registry)).toMatchObject({ generation_id: 1, minimum_generation_id: 0, sync_id: 812 });
    expect(configured(registry).destination_object_name).toBe('person');
    expect(ending(streams, registry)).toHaveLength(1);
    expect(Object.keys(configured(custom))).not.toEqual(expect.arrayContaining(['generation_id']));
    expect(configured(custom).destination_object_name).toBeUndefined();
    expect(ending(streams, custom)).toEqual([]);
  });

  it('clears with a new generation, no records and an empty state', () => {
    expect(configured(registry, 'clear')).toMatchObject({ generation_id: 2, minimum_generation_id: 2 });
    const [empty, complete] = clearing(streams, registry).map((line) => JSON.parse(line));
    expect(empty.state.stream.stream_state).toBeNull();
    expect(complete.trace.stream_status.status).toBe('COMPLETE');
  });
});

describe('PyAirbyte', () => {
  it('writes null for what is not there, and times in seconds', () => {
    const { record, state: none } = said({ kind: 'record', stream: 'users', data: {} }, python);
    expect(record).toMatchObject({ namespace: null, meta: null, emitted_at: 1_700_000_000 });
    expect(none).toBeNull();
    expect(said(state, python).state).toMatchObject({ destinationStats: null, data: null, stream: null });
    expect(JSON.parse(ending(streams, python)[0]!).trace.emitted_at).toBe(1_700_000_000.5);
  });

  it('passes on what else a source says, and has one generation for ever', () => {
    expect(beginning(streams, python).map((line) => JSON.parse(line).type)).toEqual(['LOG', 'TRACE']);
    expect(configured(python)).toMatchObject({ generation_id: 1, minimum_generation_id: 1, sync_id: 1 });
  });
});
