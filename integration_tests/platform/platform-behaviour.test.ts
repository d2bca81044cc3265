import { describe, expect, it } from 'vitest';
import {
  beginning,
  catalogOf,
  clearing,
  ending,
  lineOf,
  type PlatformBehaviour,
} from './platform-behaviour.ts';

const streams = [
  { name: 'users', mode: 'append_dedup', object: 'person', properties: {}, primaryKey: [['id']] },
];
const registry: PlatformBehaviour = { client: 'registry', prefix: 'px_' };
const custom: PlatformBehaviour = { client: 'custom', prefix: '' };
const python: PlatformBehaviour = { client: 'pyairbyte', prefix: '' };

const configured = (behaviour: PlatformBehaviour, job?: 'clear') =>
  JSON.parse(catalogOf(streams, behaviour, job)).streams[0];
const lineAt = (step: Parameters<typeof lineOf>[0], behaviour: PlatformBehaviour) =>
  JSON.parse(lineOf(step, behaviour, streams, 3));
const state = { kind: 'state', id: 7, blob: { at: 1 } } as const;

describe('lines of the platform', () => {
  it('have the prefix before stream names in the catalog, records and STREAM states, not in GLOBAL states', () => {
    expect(configured(registry).stream.name).toBe('px_users');
    expect(lineAt({ kind: 'record', stream: 'users', data: {} }, registry).record.stream).toBe('px_users');
    expect(lineAt({ ...state, stream: 'users' }, registry).state.stream.stream_descriptor.name).toBe(
      'px_users',
    );
    expect(lineAt(state, registry).state.global.stream_states[0].stream_descriptor.name).toBe('users');
  });

  it('number states and contain the count of the source', () => {
    expect(lineAt(state, registry).state).toMatchObject({ id: 7, sourceStats: { recordCount: 3 } });
  });

  it('have generations, objects and COMPLETE for a connector of a registry, and none for a custom connector', () => {
    expect(configured(registry)).toMatchObject({ generation_id: 1, minimum_generation_id: 0, sync_id: 812 });
    expect(configured(registry).destination_object_name).toBe('person');
    expect(ending(streams, registry)).toHaveLength(1);
    expect(Object.keys(configured(custom))).not.toEqual(expect.arrayContaining(['generation_id']));
    expect(configured(custom).destination_object_name).toBeUndefined();
    expect(ending(streams, custom)).toEqual([]);
  });

  it('of a clear job have a new generation, no records and an empty state', () => {
    expect(configured(registry, 'clear')).toMatchObject({ generation_id: 2, minimum_generation_id: 2 });
    const [empty, complete] = clearing(streams, registry).map((line) => JSON.parse(line));
    expect(empty.state.stream.stream_state).toBeNull();
    expect(complete.trace.stream_status.status).toBe('COMPLETE');
  });
});

describe('lines of PyAirbyte', () => {
  it('have null for absent members, and times in seconds', () => {
    const { record, state: none } = lineAt({ kind: 'record', stream: 'users', data: {} }, python);
    expect(record).toMatchObject({ namespace: null, meta: null, emitted_at: 1_700_000_000 });
    expect(none).toBeNull();
    expect(lineAt(state, python).state).toMatchObject({ destinationStats: null, data: null, stream: null });
    expect(JSON.parse(ending(streams, python)[0]!).trace.emitted_at).toBe(1_700_000_000.5);
  });

  it('include other messages of the source, and always have generation 1', () => {
    expect(beginning(streams, python).map((line) => JSON.parse(line).type)).toEqual(['LOG', 'TRACE']);
    expect(configured(python)).toMatchObject({ generation_id: 1, minimum_generation_id: 1, sync_id: 1 });
  });
});
