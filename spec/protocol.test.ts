import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { OutputMessage } from './types/output.ts';

const validator = (name: string): ValidateFunction =>
  new Ajv({ strictTypes: false }).compile(
    JSON.parse(readFileSync(new URL(`protocol/${name}.json`, import.meta.url), 'utf8')),
  );
const input = validator('input');
const output = validator('output');
const catalog = validator('catalog');

describe('the messages a destination reads', () => {
  const descriptor = { name: 's', namespace: null };
  it.each([
    ['a record', { type: 'RECORD', record: { stream: 's', data: {}, emitted_at: 1, extra: 1 }, extra: 1 }],
    [
      'a record without a namespace',
      { type: 'RECORD', record: { stream: 's', namespace: null, data: {}, emitted_at: 1, meta: null } },
    ],
    [
      'a state of a stream',
      { type: 'STATE', state: { type: 'STREAM', stream: { stream_descriptor: descriptor }, id: 7 } },
    ],
    [
      'a state of all',
      { type: 'STATE', state: { type: 'GLOBAL', global: { shared_state: 1, stream_states: null } } },
    ],
    ['a state of the old kind', { type: 'STATE', state: { data: { cursor: 1 } } }],
    [
      'a stream status',
      {
        type: 'TRACE',
        trace: {
          type: 'STREAM_STATUS',
          stream_status: { stream_descriptor: descriptor, status: 'COMPLETE' },
        },
      },
    ],
  ])('include %s', (_name, message) => {
    expect(input(message)).toBe(true);
  });

  it.each([
    ['a record without data', { type: 'RECORD', record: { stream: 's', emitted_at: 1 } }],
    ['a stream state without a stream', { type: 'STATE', state: { type: 'STREAM' } }],
    ['a state of an unknown kind', { type: 'STATE', state: { type: 'PARTIAL' } }],
    ['a message without a type', { record: { stream: 's', data: {}, emitted_at: 1 } }],
  ])('do not include %s', (_name, message) => {
    expect(input(message)).toBe(false);
  });
});

describe('the messages a destination writes', () => {
  const good: Record<string, OutputMessage> = {
    status: { type: 'CONNECTION_STATUS', connectionStatus: { status: 'FAILED', message: 'Why.' } },
    catalog: {
      type: 'DESTINATION_CATALOG',
      destination_catalog: { operations: [{ object_name: 'o', sync_mode: 'append', json_schema: {} }] },
    },
    state: { type: 'STATE', state: { id: 7, destinationStats: { recordCount: 5, rejectedRecordCount: 1 } } },
    error: {
      type: 'TRACE',
      trace: { type: 'ERROR', emitted_at: 1, error: { message: 'Why.', failure_type: 'config_error' } },
    },
    waiting: {
      type: 'TRACE',
      trace: {
        type: 'STREAM_STATUS',
        emitted_at: 1,
        stream_status: {
          stream_descriptor: { name: 's' },
          status: 'RUNNING',
          reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: 2 } }],
        },
      },
    },
    log: { type: 'LOG', log: { level: 'INFO', message: 'Done.' } },
    control: {
      type: 'CONTROL',
      control: { type: 'CONNECTOR_CONFIG', emitted_at: 1, connectorConfig: { config: { token: 't' } } },
    },
  };

  it.each(Object.entries(good))('include a %s', (_name, message) => {
    expect(output(message)).toBe(true);
  });

  it.each([
    ['TRACE without emitted_at', 'error', ['trace', 'emitted_at']],
    ['TRACE without its type', 'error', ['trace', 'type']],
    ['LOG without a level', 'log', ['log', 'level']],
    ['LOG without a message', 'log', ['log', 'message']],
    ['CONTROL without emitted_at', 'control', ['control', 'emitted_at']],
    ['CONTROL without a configuration', 'control', ['control', 'connectorConfig', 'config']],
    ['STATE without a state', 'state', ['state']],
    ['STATE without counts', 'state', ['state', 'destinationStats']],
    ['status without a status', 'status', ['connectionStatus', 'status']],
    ['catalog without operations', 'catalog', ['destination_catalog', 'operations']],
  ])('do not include a %s, which the platform would drop', (_name, message, path) => {
    const spoiled = structuredClone(good[message]) as unknown as Record<string, unknown>;
    const inner = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, spoiled);
    delete inner[path.at(-1)!];
    expect(output(spoiled)).toBe(false);
  });

  it('do not include a SPEC without a schema', () => {
    const spec = { documentationUrl: 'https://a.b', supported_destination_sync_modes: ['append'] };
    expect(output({ type: 'SPEC', spec })).toBe(false);
    expect(output({ type: 'SPEC', spec: { ...spec, connectionSpecification: {} } })).toBe(true);
  });
});

describe('the catalog', () => {
  const stream = { name: 's', json_schema: { type: 'object', properties: {} } };

  it('is accepted in the forms for a connector of a registry and for a custom connector', () => {
    const full = { generation_id: 1, minimum_generation_id: 0, sync_id: 9, destination_object_name: 'o' };
    const bare = {
      generation_id: null,
      minimum_generation_id: null,
      sync_id: null,
      primary_key: null,
      cursor_field: null,
    };
    const streams = [full, bare, {}].map((rest) => ({
      stream,
      sync_mode: 'incremental',
      destination_sync_mode: 'append',
      ...rest,
    }));
    expect(catalog({ streams })).toBe(true);
  });

  it.each([
    {},
    { streams: [{ stream }] },
    { streams: [{ stream, destination_sync_mode: 'overwrite_dedup' }] },
  ])('is rejected if it is %j', (value) => {
    expect(catalog(value)).toBe(false);
  });
});
